# shellcheck shell=bash disable=SC2154
# ./dev test --deep: what runs before a larger change is done. Sourced by ./dev.

# By the clang build: it has the flags and the generated sources that clang understands. Its checks stand in .clang-tidy.
clang_tidy() { node tools/dev/clang_tidy.mjs "$clang_build" "$(jobs_count)"; }

# Reports go to files, which no_races() reads. The thread sanitizer of g++ 12 cannot map its memory under full address space
# randomisation, which setarch switches off where it may.
under_thread_sanitizer() {
  local prefix=(setarch -R)
  "${prefix[@]}" true 2>/dev/null || prefix=()
  TSAN_OPTIONS="log_path=$PWD/$logs/races exitcode=0 second_deadlock_stack=1" "${prefix[@]}" "$@"
}

no_races() { # no_races TITLE
  local reports=("$logs"/races.*)
  ((${#reports[@]} == 0)) || { head -n 60 "${reports[0]}" >&2 && fail "FAILED: $1: ${#reports[@]} reports in $logs/races.*"; }
}

thread_unit_tests() { # thread_unit_tests NAME…
  local name
  for name in "$@"; do
    echo "== $name"
    under_thread_sanitizer "$threaded/$name" --gtest_brief=1 || return
  done
}

# Five kills under load: MQTT, HTTP and SensorThings writers, pages, commands and alarms at once, and an orderly stop.
thread_load_test() { KILLS=5 under_thread_sanitizer node --test --test-reporter=tap tests/crash/kill_under_load.test.mjs; }

long_crash_loops() {
  local file
  for file in tests/crash/*.test.mjs; do (KILLS=${KILLS:-400} node_test "$file") || return; done
}

# With the state in PostgreSQL, then with the readings there, too.
black_box_on_postgresql() {
  local file series
  for series in file state; do
    for file in tests/http/*.test.mjs tests/mqtt/*.test.mjs tests/crash/*.test.mjs; do
      (STATE=postgresql SERIES=$series node_test "$file") || return
    done
  done
}

dev_test_deep() {
  local programs targets=(tests/fuzz/fuzz_*.cpp)
  mapfile -t programs < <(unit_test_programs)
  steps=$((14 + ${#targets[@]}))
  enough_disk
  rm -f "$logs"/races.*
  # shellcheck disable=SC2046
  install_packages $(build_packages) $(test_packages) $(deep_packages)
  npm_install tests
  npm_install web
  step "Build everything with clang, warnings as errors" ninja_build "$clang_build" "-DCMAKE_CXX_COMPILER=clang++ -DCUNKOU_BENCH=ON" all
  step "clang-tidy" clang_tidy
  step "Build with the thread sanitizer" ninja_build "$threaded" \
    "-DCMAKE_BUILD_TYPE=Sanitized -DCMAKE_CXX_FLAGS_SANITIZED=-O1 -DCUNKOU_SANITIZE=thread" "${programs[@]}" cunkou
  start_postgresql
  step "Unit tests under the thread sanitizer" thread_unit_tests "${programs[@]}"
  stop_postgresql
  no_races "Unit tests under the thread sanitizer"
  tested_program=$PWD/$threaded/cunkou
  CUNKOU=$tested_program step "Load test under the thread sanitizer" thread_load_test
  no_races "Load test under the thread sanitizer"
  tested_program=$PWD/$release/cunkou
  step "Build everything, optimised" ninja_build "$release" "" all
  unit_tests "Unit tests, optimised" "$release" "${programs[@]}"
  build_web_pages
  step "Long crash loops" long_crash_loops
  ! grep -qE '^# (skipped|todo|cancelled) [1-9]' "$step_log" || fail "FAILED: a crash test was skipped, see $step_log"
  start_postgresql
  step "Black-box and crash tests on PostgreSQL" black_box_on_postgresql
  stop_postgresql
  ! grep -qE '^# (skipped|todo|cancelled) [1-9]' "$step_log" || fail "FAILED: a test on PostgreSQL was skipped, see $step_log"
  fuzz 60
  show_durations
  printf '\nAll of it took %d min %d s, 0 failed\n' $((SECONDS / 60)) $((SECONDS % 60))
}
