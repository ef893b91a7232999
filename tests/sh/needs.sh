# shellcheck shell=bash
# What the tests need, got when it is not there.

die() {
  echo "$*" >&2
  exit 1
}

need_commands() {
  local command missing=()
  for command in "$@"; do command -v "$command" >/dev/null || missing+=("$command"); done
  [[ ${#missing[@]} -eq 0 ]] || die "not found: ${missing[*]}. Install Rust (rustup.rs), node 20.19 or later with npm, and python3."
}

# Whether a Debian package, or what it is wanted for, is there.
is_there() {
  case "$1" in
    postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    chromium) [[ -n "${CHROME:-}" ]] || command -v chromium >/dev/null || command -v google-chrome >/dev/null ;;
    default-jre-headless) command -v java >/dev/null ;;
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null ;;
    *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
  esac
}

# As root, or through sudo when that asks no question.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi
}

need_packages() {
  local package missing=()
  for package in "$@"; do is_there "$package" || missing+=("$package"); done
  if [[ ${#missing[@]} -eq 0 ]]; then
    echo "there: $*"
    return
  fi
  as_root true 2>/dev/null || die "please run: sudo apt-get install --no-install-recommends ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

need_node_packages() {
  (cd tests/browser && npm ci)
}

# aiosmtpd and dkimpy in a Python environment of their own, mailauth for node, and Postfix's smtp-sink unpacked but not installed.
# The tests find them by TEST_PYTHON and SMTP_SINK.
need_mail_servers() {
  need_packages python3-venv
  if ! target/venv/bin/python -c 'import aiosmtpd, dkim, nacl' 2>/dev/null; then
    python3 -m venv target/venv
    target/venv/bin/pip install --quiet --disable-pip-version-check aiosmtpd==1.4.6 dkimpy==1.1.8 pynacl==1.6.2
  fi
  (cd tests/mail && npm ci --silent)
  [[ -x target/postfix/smtp-sink ]] || unpack_smtp_sink
  export TEST_PYTHON="$PWD/target/venv/bin/python" SMTP_SINK="$PWD/target/postfix/smtp-sink"
  echo "there: $TEST_PYTHON with aiosmtpd and dkimpy, mailauth, $SMTP_SINK"
}

get_postfix() {
  apt-get download -qq -o APT::Sandbox::User=root postfix
}

unpack_smtp_sink() {
  local folder="$PWD/target/postfix" missing
  rm -rf "$folder"
  mkdir -p "$folder"
  (
    cd "$folder" || exit
    get_postfix || { as_root apt-get update -qq && get_postfix; } || die 'could not download the Debian package postfix'
    dpkg-deb -x postfix_*.deb .
  )
  missing=$(LD_LIBRARY_PATH="$folder/usr/lib/postfix" ldd "$folder/usr/sbin/smtp-sink" | grep 'not found' || true)
  [[ -z "$missing" ]] || die "smtp-sink misses libraries: $missing"
  printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$folder/usr/lib/postfix" "$folder/usr/sbin/smtp-sink" >"$folder/smtp-sink"
  chmod +x "$folder/smtp-sink"
}
