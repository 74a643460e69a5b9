# shellcheck shell=bash disable=SC2154
# Builds of the server, the tests and the web app. Sourced by ./dev.

enough_disk() {
  local needed_mb=500 free_mb
  [[ -x $release/cunkou ]] || needed_mb=3000
  free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
  ((free_mb >= needed_mb)) ||
    fail "Only $free_mb MB are free here, and the build needs $needed_mb MB. Free some space, then try again."
}

jobs_count() { # a compiler takes up to 1.5 GB
  local by_memory
  by_memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
  local jobs=$(nproc)
  ((by_memory >= jobs)) || jobs=$by_memory
  echo "${JOBS:-$((jobs > 0 ? jobs : 1))}"
}

# Paths are hashed as relative to the tree, so tests/capability finds the objects of this tree for its copy of it.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS=pch_defines,time_macros  # else it keeps no object that uses a precompiled header

ninja_build() { # ninja_build FOLDER "CMAKE OPTIONS" TARGET…
  local folder=$1 options=$2
  shift 2
  # shellcheck disable=SC2086
  cmake -S . -B "$folder" -G Ninja $options || return
  ninja -C "$folder" -j "$(jobs_count)" "$@"
}

sanitized_build() { # sanitized_build TARGET…
  ninja_build "$sanitized" \
    "-DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Sanitized -DCMAKE_CXX_FLAGS_SANITIZED=-O0 -DCUNKOU_SANITIZE=address,undefined -DCUNKOU_PRECOMPILED=ON" "$@"
}

# Builds with the processor time that the tests leave, in a session of its own because Linux shares time among sessions first.
# What it has not built by stop_beside is left to the step that builds the same.
start_beside() { # start_beside FUNCTION ARGUMENT…
  export -f ninja_build sanitized_build jobs_count
  export sanitized
  setsid bash -c 'echo 19 >/proc/self/autogroup; chrt --idle --pid 0 $$; "$@"' beside "$@" >"$logs/beside.log" 2>&1 </dev/null &
  beside=$!
}

stop_beside() {
  [[ $beside ]] || return 0
  kill -TERM -- "-$beside" 2>/dev/null || true
  wait "$beside" 2>/dev/null || true
  beside=
}

build_server() {
  step "Build the server" ninja_build "$release" "" cunkou cunkou-simulator
}

web_sources() {
  local described=(src/**/*.api.yaml)
  find web "${described[@]}" -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -name schema.d.ts -print0 |
    sort -z | xargs -0 sha256sum
  sha256sum web/package-lock.json
}

build_web_pages() {
  local now
  now=$(web_sources | sha256sum)
  if [[ -f web/dist/index.html && -f build/web.stamp && $(<build/web.stamp) == "$now" ]]; then
    skip "Web app: built already"
    return
  fi
  step "Build the web app" npm run --prefix web build
  echo "$now" >build/web.stamp
}
