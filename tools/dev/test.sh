# shellcheck shell=bash disable=SC2154
# ./dev check and ./dev test: every test that CI runs. Sourced by ./dev.

cpp_files() { local files=(src/**/*.{c,h}pp tests/**/*.{c,h}pp bench/**/*.{c,h}pp) && printf '%s\n' "${files[@]}" | grep -v node_modules; }

clang_format() { cpp_files | xargs tests/node_modules/.bin/clang-format "$@"; }

check_format() {
  step "Format" clang_format --dry-run -Werror
}

# Adds the passed tests of a step. A skipped test does not count, and a step without a test is an error.
count_passed() { # count_passed TITLE NUMBER
  [[ $2 =~ ^[0-9]+$ ]] && (($2 > 0)) || fail "FAILED: $1 ran no test"
  passed=$((passed + $2))
  printf '      %d passed\n' "$2"
}

unit_test_programs() { # the test programs that the sources ask for, whether they were built or not: one per top folder
  local file
  for file in src/*/**/*_test.cpp; do echo "$file"; done | cut -d/ -f2 | sort -u | sed 's/$/_test/'
}

test_programs() { # and the fuzz targets that replay their corpora
  local file
  unit_test_programs
  for file in tests/fuzz/fuzz_*.cpp; do basename "$file" .cpp | sed 's/^fuzz_/replay_/'; done
}

run_test_program() { # run_test_program FOLDER NAME: prints all of its output at the end
  local output arguments=(--gtest_brief=1) result=0
  output=$(mktemp)
  [[ $2 != replay_* ]] || arguments=("tests/fuzz/corpus/${2#replay_}")
  "$1/$2" "${arguments[@]}" >"$output" 2>&1 || result=255 # xargs starts no further one
  (echo "== $2" && cat "$output")
  rm "$output"
  return $result
}

run_test_programs() { # run_test_programs FOLDER NAME…: two beside each other
  local folder=$1 width=2
  shift
  ((${JOBS:-2} > 1)) || width=1
  export -f run_test_program
  printf '%s\n' "$@" | xargs -P $width -I{} bash -c 'run_test_program "$0" "$1"' "$folder" {}
}

# A test file that no test program was built from would never run.
every_test_is_built() { # every_test_is_built FOLDER
  local file
  for file in src/**/*_test.cpp; do
    grep -qF "/$file\"" "$1/compile_commands.json" || fail "FAILED: $file is in no test program: declare its capability in CMakeLists.txt"
  done
}

unit_tests() { # unit_tests TITLE FOLDER NAME…
  every_test_is_built "$2"
  start_postgresql
  step "$1" run_test_programs "${@:2}"
  stop_postgresql
  ! grep -q '^\[  SKIPPED' "$step_log" || fail "FAILED: $1: a test was skipped, see $step_log"
  count_passed "$1" "$(awk '/^\[  PASSED  \]/ { n += $4 } END { print n }' "$step_log")"
}

tested_program=$PWD/$release/cunkou

node_test() { # takes the place of its subshell, so that stop_children() reaches it
  exec env CUNKOU="$tested_program" CUNKOU_SIMULATOR="$PWD/$release/cunkou-simulator" node --test --test-reporter=tap "$1"
}

count_node_test() { # count_node_test FILE LOG
  local ran
  ! grep -qE '^# (skipped|todo|cancelled) [1-9]' "$2" || fail "FAILED: $1 skipped a test, see $2"
  grep -hE '^# (NOT CHECKED|shallow clone)' "$2" | sed 's/^/      /' || true
  ran=$(awk '/^# pass / { print $3 }' "$2")
  count_passed "$1" "${ran:-0}"
  ((++node_files))
}

node_tests() { # node_tests TITLE FILE…: one file at a time, so that a file without a test is noticed
  local title=$1 file
  shift
  for file in "$@"; do
    step "$title: ${file#tests/}" node_test "$file"
    count_node_test "$file" "$step_log"
  done
}

# For files that neither load the machine nor measure time: two of them run beside each other, each with its own server, folder
# and ports.
parallel_node_tests() { # parallel_node_tests TITLE FILE…
  local title=$1 width=2 pid result
  local -A files=() started=() numbers=()
  shift
  ((${JOBS:-2} > 1)) || width=1
  while (($# || ${#files[@]})); do
    while (($# && ${#files[@]} < width)); do
      ((++number))
      printf '[%d/%d] %s: %s\n' "$number" "$steps" "$title" "${1#tests/}"
      node_test "$1" >"$(log_of "$number" "$title ${1#tests/}")" 2>&1 </dev/null &
      files[$!]=$1 started[$!]=$SECONDS numbers[$!]=$number
      children=("${!files[@]}")
      shift
    done
    result=0
    wait -n -p pid "${!files[@]}" || result=$?
    step_log=$(log_of "${numbers[$pid]}" "$title ${files[$pid]#tests/}")
    ((result == 0)) || explain_failure "$title: ${files[$pid]#tests/}"
    printf '   %s\n' "${files[$pid]#tests/}"
    took $((SECONDS - started[$pid])) "$title: ${files[$pid]#tests/}"
    count_node_test "${files[$pid]}" "$step_log"
    unset "files[$pid]"
    children=("${!files[@]}")
  done
}

web_checks() {
  step "Types of the web app" npm run --prefix web check
}

web_unit_tests() {
  local report=$PWD/build/vitest.json counts files
  rm -f "$report"
  step "Unit tests of the web app" npm test --prefix web -- --reporter=json --outputFile="$report"
  counts=$(node -p 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); [r.numPassedTests, r.testResults.length, r.numPendingTests].join(" ")' "$report")
  files=$(find web -name '*.test.ts' -not -path '*/node_modules/*' | wc -l)
  read -r ran ran_files pending <<<"$counts"
  ((ran_files == files && pending == 0)) || fail "FAILED: $files test files of web/ exist, $ran_files ran, $pending tests were skipped"
  count_passed "the web app" "$ran"
}

every_node_test() { find tests -name '*.test.mjs' -not -path '*/node_modules/*' | sort; }

# They load the machine or measure time, so nothing may run beside them.
alone='^tests/(http/http_(overload|rate_limits|concurrency_limits|connection_limits)|mqtt/(ingest_state_database_unavailable|simulator_greenhouses)|capability/new_capability)\.test\.mjs$'

check_steps() {
  check_format
  node_tests "Tidy" tests/include_graph/*.test.mjs tests/tidy/*.test.mjs
  web_checks
}

dev_check() {
  local tidy=(tests/include_graph/*.test.mjs tests/tidy/*.test.mjs)
  steps=$((5 + ${#tidy[@]}))
  # shellcheck disable=SC2046
  install_packages $(build_packages) $(check_packages)
  npm_install tests
  npm_install web
  check_steps
  show_durations
  printf '\n%d passed, 0 failed\n' "$passed"
}

dev_test() {
  if [[ ${1:-} == --deep ]]; then
    dev_test_deep
    return
  fi
  (($# == 0)) || fail "./dev test knows --deep, not $1"
  local together lonely crash browser programs
  mapfile -t together < <(every_node_test | grep -vE '^tests/(include_graph|tidy|crash|web)/' | grep -vE "$alone")
  mapfile -t lonely < <(every_node_test | grep -E "$alone")
  mapfile -t programs < <(test_programs)
  crash=(tests/crash/*.test.mjs)
  browser=(tests/web/**/*.test.mjs)
  steps=$((10 + $(every_node_test | wc -l)))
  enough_disk
  # shellcheck disable=SC2046
  install_packages $(build_packages) $(test_packages)
  npm_install tests
  npm_install web
  start_beside ninja_build "$release" "" cunkou cunkou-simulator
  check_steps
  stop_beside
  build_server
  start_beside sanitized_build "${programs[@]}"
  build_web_pages
  web_unit_tests
  parallel_node_tests "Black box" "${together[@]}"
  node_tests "Browser" "${browser[@]}"
  stop_beside
  node_tests "Black box" "${lonely[@]}"
  node_tests "Crash" "${crash[@]}"
  ((node_files == $(every_node_test | wc -l))) || fail "FAILED: $(every_node_test | wc -l) test files of tests/ exist, $node_files ran"
  step "Build the unit tests with sanitizers" sanitized_build "${programs[@]}"
  UBSAN_OPTIONS=print_stacktrace=1 unit_tests "Unit tests and fuzz corpora under sanitizers" "$sanitized" "${programs[@]}"
  show_durations
  printf '\nAll of it took %d min %d s\n%d passed, 0 failed\n' $((SECONDS / 60)) $((SECONDS % 60)) "$passed"
}
