# shellcheck shell=bash disable=SC2154
# ./dev run: builds and serves the sample county. Sourced by ./dev.

http=127.0.0.1:8080
mqtt=127.0.0.1:1883
data=data
simulate=yes

run_options() {
  while (($#)); do
    case $1 in
      --http) http=${2:?--http needs a port} && shift ;;
      --mqtt) mqtt=${2:?--mqtt needs a port} && shift ;;
      --data) data=${2:?--data needs a folder} && shift ;;
      --no-simulator) simulate=no ;;
      *) fail "./dev run knows --http, --mqtt, --data and --no-simulator, not $1" ;;
    esac
    shift
  done
  [[ $http == *:* ]] || http=127.0.0.1:$http
  [[ $mqtt == *:* ]] || mqtt=127.0.0.1:$mqtt
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/${1##*:}") 2>/dev/null; }

port_is_free() { # port_is_free ADDRESS OPTION NEXT
  ! answers "$1" ||
    fail "Port ${1##*:} is in use by another program. Stop that one, or choose another port: ./dev run $2 $3"
}

ports_are_free() {
  port_is_free "$http" --http 8081
  port_is_free "$mqtt" --mqtt 1884
}

http_status() { # http_status PATH: the answer's code, without needing curl
  local code
  exec 3<>"/dev/tcp/127.0.0.1/${http##*:}" || return
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
  read -r _ code _ <&3
  exec 3>&-
  echo "$code"
}

load_sample() {
  [[ -f $data/sample/sign-in.txt ]] && { skip "Sample county: loaded already into $data"; return; }
  step "Load the sample county into $data" "$release/cunkou" sample --data "$data"
}

server_failed() { # server_failed WHAT: with the end of its log, which says why
  tail -n 20 "$logs/server.log" >&2
  fail "$1. Its log: $logs/server.log"
}

# Another program might answer at the port: our server writes its process id into running.json once it listens.
our_server_listens() { grep -qE "\"process\": ?$server[,}]" "$data/running.json" 2>/dev/null; }

serve() {
  ports_are_free
  "$release/cunkou" serve --data "$data" --http "$http" --mqtt "$mqtt" >"$logs/server.log" 2>&1 &
  server=$!
  children=("$server")
  local tries
  for ((tries = 0; tries < 300; ++tries)); do
    kill -0 "$server" 2>/dev/null || server_failed "The server ended"
    our_server_listens && [[ $(http_status /readyz 2>/dev/null) == 200 ]] && return
    sleep 0.1
  done
  server_failed "The server is not ready after 30 s"
}

start_simulator() {
  [[ $simulate == yes && -f $data/sample/tokens ]] || return 0
  "$release/cunkou-simulator" --tokens "$data/sample/tokens" --mqtt "127.0.0.1:${mqtt##*:}" --mishaps >"$logs/simulator.log" 2>&1 &
  children+=("$!")
}

welcome() {
  printf '\n村口 serves the sample county at  http://localhost:%s   (MQTT at port %s)\n\n' "${http##*:}" "${mqtt##*:}"
  cat "$data/sample/sign-in.txt"
  printf '\nLogs: %s/server.log, %s/simulator.log. All data is in %s; delete it to start over.\nCtrl-C stops.\n' \
    "$logs" "$logs" "$data"
}

dev_run() {
  run_options "$@"
  steps=5
  ports_are_free  # before the build, which takes minutes; serve() checks again
  enough_disk
  # shellcheck disable=SC2046
  install_packages $(build_packages)
  npm_install web
  build_server
  build_web_pages
  load_sample
  serve
  start_simulator
  welcome
  local result=0
  wait "$server" || result=$?
  children=("${children[@]:1}")
  server_failed "The server ended ($result)"
}
