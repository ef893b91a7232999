# shellcheck shell=bash
# Steps with a heading, their times, and a table at the end whatever happened.

STEPS=()
CLEANUPS=()

# step TITLE COMMAND...: runs the command under its heading; the first that fails ends the run.
step() {
  local title="$1" start="$SECONDS"
  shift
  printf '\n=== %s\n' "$title"
  CURRENT="$title" CURRENT_START="$start"
  "$@"
  CURRENT=''
  STEPS+=("$(printf '%-36s %5ss  passed' "$title" $((SECONDS - start)))")
}

# at_end COMMAND: runs when the script ends, however it ends.
at_end() {
  CLEANUPS+=("$1")
}

finish() {
  local status=$? cleanup
  for cleanup in "${CLEANUPS[@]}"; do "$cleanup" || true; done
  if [[ -n "${CURRENT:-}" ]]; then
    STEPS+=("$(printf '%-36s %5ss  FAILED' "$CURRENT" $((SECONDS - CURRENT_START)))")
    [[ $status -ne 0 ]] || status=1
  fi
  if [[ ${#STEPS[@]} -gt 0 ]]; then
    printf '\n=== Summary (%ss)\n' "$SECONDS"
    printf '%s\n' "${STEPS[@]}"
  fi
  if [[ $status -eq 0 ]]; then echo 'all steps passed'; else echo "stopped: ${CURRENT:-see above} (status $status)"; fi
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
