# shellcheck shell=bash
# A PostgreSQL cluster of our own: loopback, a free port, a temporary folder; gone when the script ends.

# Runs a command of PostgreSQL, as user postgres when we are root (it refuses to run as root).
postgres_does() {
  local command="$POSTGRES_BIN/$1"
  shift
  if [[ $EUID -eq 0 ]]; then (cd / && runuser -u postgres -- "$command" "$@"); else "$command" "$@"; fi
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Sets POSTGRES_URL.
start_postgres() {
  local port
  POSTGRES_BIN=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
  POSTGRES_DIR=$(mktemp -d /tmp/daisychain-postgres.XXXXXX)
  at_end stop_postgres
  if [[ $EUID -eq 0 ]]; then chown postgres "$POSTGRES_DIR"; fi
  port=$(free_port)
  postgres_does initdb -D "$POSTGRES_DIR/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$POSTGRES_DIR/initdb.log"
  postgres_does pg_ctl -D "$POSTGRES_DIR/data" -w -s -l "$POSTGRES_DIR/data/server.log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$POSTGRES_DIR -c max_connections=300 \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start
  postgres_does createdb -h "$POSTGRES_DIR" -p "$port" -U postgres daisychain
  POSTGRES_URL="postgres://postgres@127.0.0.1:$port/daisychain"
  echo "$("$POSTGRES_BIN/postgres" --version) at $POSTGRES_URL"
}

stop_postgres() {
  [[ -n "${POSTGRES_DIR:-}" ]] || return 0
  postgres_does pg_ctl -D "$POSTGRES_DIR/data" -m immediate -s stop || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=''
}
