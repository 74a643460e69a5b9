# shellcheck shell=bash disable=SC2154
# Packages of Debian and npm: which are needed, and their installation. Sourced by ./dev.

suite() { . /etc/os-release && echo "${VERSION_CODENAME:-unknown}"; }

boost_packages() {
  case "$(suite)" in
    bookworm) echo libboost1.81-dev libboost-json1.81-dev ;;
    *) echo libboost-dev libboost-json-dev ;;
  esac
}

build_packages() {
  echo g++ cmake ninja-build ccache pkg-config libsoci-dev libpq-dev libsqlite3-dev libsodium-dev libzstd-dev libsimdjson-dev \
    libspdlog-dev libfmt-dev libcli11-dev libhowardhinnant-date-dev prometheus-cpp-dev libgtest-dev libyaml-cpp-dev \
    libmosquitto-dev libssl-dev zlib1g-dev libqrencode-dev libcurl4-openssl-dev libarchive-dev
  boost_packages
  # Node may also come from elsewhere.
  command -v node >/dev/null && command -v npm >/dev/null || echo nodejs npm
}

check_packages() { echo cppcheck git; }

test_packages() {
  echo sqlite3 zstd mosquitto-clients curl openssl fonts-noto-cjk procps faketime strace
  check_packages
  clang_packages
  postgresql_packages
  command -v chromium >/dev/null || echo chromium
}

bench_packages() { echo libbenchmark-dev mosquitto victoria-metrics curl; }

clang_packages() { echo clang libclang-rt-dev; }

deep_packages() { echo clang-tidy util-linux libbenchmark-dev; }

missing() {
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
  done
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

apt_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confold -o Acquire::Retries=3)
  as_root "${apt[@]}" update && as_root "${apt[@]}" install --no-install-recommends "$@"
}

install_packages() { # install_packages PACKAGE…: those that are missing
  local wanted
  mapfile -t wanted < <(missing "$@")
  ((${#wanted[@]})) || { skip "Debian packages: all there"; return; }
  command -v apt-get >/dev/null ||
    fail "This needs Debian 12 or 13. Elsewhere, install what these packages hold, then try again: ${wanted[*]}"
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "Some Debian packages are missing and there is no sudo. As root, run: apt-get install ${wanted[*]}"
    sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; } ||
      fail "sudo wants a password and nobody can type it here. As root, run: apt-get install ${wanted[*]}"
  fi
  step "Install ${#wanted[@]} Debian packages" apt_install "${wanted[@]}"
}

npm_install() { # npm_install FOLDER: installs the locked packages if the lock file changed
  local stamp=build/npm-${1//\//-}.stamp now
  now=$(sha256sum "$1/package-lock.json" "$1/package.json" && node --version)
  if [[ -d $1/node_modules && -f $stamp && $(<"$stamp") == "$now" ]]; then
    skip "npm packages of $1: all there"
    return
  fi
  node_is_recent
  step "Install the npm packages of $1" npm_install_locked "$1"
  echo "$now" >"$stamp"
}

# Some versions of npm refuse `ci` for a lock file that lacks another platform's optional package; `install --no-save` takes the
# same locked versions.
npm_install_locked() {
  local options=(--prefix "$1" --no-audit --no-fund)
  npm ci "${options[@]}" || npm install --no-save "${options[@]}"
}

node_is_recent() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]') || fail "node does not run. Install Node 18 or newer."
  ((major >= 18)) || fail "Node $(node --version) is too old: 18 or newer is needed. Remove it, and Debian's is installed."
}
