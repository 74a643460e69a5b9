# shellcheck shell=bash disable=SC2154
# Steps: each prints its title, progress and duration, and writes its output to a log. Clean-up at the end. Sourced by ./dev.

number=0
steps=0
passed=0
node_files=0
step_log=
durations=() # "SECONDS TITLE" of each step

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

skip() { ((++number)) && printf '[%d/%d] %s\n' "$number" "$steps" "$*"; }

log_of() { echo "$logs/$(printf '%02d' "$1")-${2//[^A-Za-z0-9]/-}.log"; } # log_of NUMBER TITLE

took() { # took SECONDS TITLE
  durations+=("$1 $2")
  printf '      done in %d s\n' "$1"
}

# Steps beside one another overlap, so their sum may be more than the whole time.
show_durations() {
  local line
  printf '\nSeconds of each step, the longest first:\n'
  printf '%s\n' "${durations[@]}" | sort -rn | while read -r line; do printf '%6d  %s\n' "${line%% *}" "${line#* }"; done
}

step() { # step TITLE COMMAND…: output goes to a log; prints a heartbeat, the duration and, on failure, the end of the log
  local title=$1 started=$SECONDS pid beat=0
  shift
  ((++number))
  step_log=$(log_of "$number" "$title")
  printf '[%d/%d] %s\n' "$number" "$steps" "$title"
  "$@" >"$step_log" 2>&1 </dev/null &
  pid=$!
  children=("$pid")
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.3
    ((SECONDS - started > beat + 14)) || continue
    beat=$((SECONDS - started))
    printf '      %3d s  %s\n' "$beat" "$(tail -n 1 "$step_log" | tr -d '\r' | cut -c1-90)"
  done
  local result=0
  wait "$pid" || result=$?
  children=()
  if ((result != 0)); then explain_failure "$title"; fi
  took $((SECONDS - started)) "$title"
}

explain_failure() {
  tail -n 40 "$step_log" >&2
  if grep -qE 'Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED.*registry|network request' "$step_log"; then
    fail "FAILED: $1. The network seems to be down: check the connection and the proxy, then try again."
  fi
  if grep -qE 'No space left on device|ENOSPC' "$step_log"; then
    fail "FAILED: $1. The disk is full: free some space, then try again. build/ may be deleted at any time."
  fi
  if grep -qE 'Killed signal|cannot allocate memory|out of memory' "$step_log"; then
    fail "FAILED: $1. Memory ran out: try again with JOBS=1."
  fi
  fail "FAILED: $1. The complete output is in $step_log"
}

children=()
beside= # a build that runs beside the tests
stop_children() {
  local pid
  stop_beside
  stop_postgresql
  for pid in "${children[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${children[@]}"; do wait "$pid" 2>/dev/null || true; done
  children=()
}
trap stop_children EXIT
trap 'stop_children; exit 130' INT TERM HUP
