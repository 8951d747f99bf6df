# Sourced by every script: where the project is, how to say things, and what stops with which message.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() { printf 'script/%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# Runs a command quietly; shows what it said only if it fails.
quietly() {
  local log
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    if grep -qE 'Temporary failure resolving|Could not resolve|Failed to fetch|EAI_AGAIN|ENOTFOUND' "$log"; then
      rm -f "$log"; fail "no network: \"$*\" needs it once; connect and run this again"
    fi
    if grep -qE 'No space left on device|ENOSPC' "$log"; then
      rm -f "$log"; fail "the disk is full: free some space (df -h .) and run this again"
    fi
    rm -f "$log"; fail "failed: $*"
  fi
  rm -f "$log"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "packages must be installed (see script/packages.txt): run this as root or install sudo"
  fi
}
