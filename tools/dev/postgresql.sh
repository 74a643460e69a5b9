# shellcheck shell=bash disable=SC2154
# A PostgreSQL server of its own for tests, in a temporary folder. Sourced by ./dev.

postgresql_packages() { echo postgresql; }

postgresql_folder=

# As root it runs as Debian's user postgres, since PostgreSQL refuses root. Tests do not keep its data, so nothing is flushed to the
# disk; benchmarks flush.
start_postgresql() { # start_postgresql [FSYNC]
  local programs fsync=${1:-off} as=()
  programs=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
  postgresql_folder=$(mktemp -d /tmp/cunkou-postgresql-XXXXXX)
  if ((EUID == 0)); then
    chown postgres "$postgresql_folder"
    as=(runuser -u postgres --)
  fi
  (
    cd / # a folder that the user postgres may read
    "${as[@]}" "$programs/initdb" -D "$postgresql_folder/data" --auth=trust --no-sync --username=cunkou --encoding=UTF8 \
      --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh
    "${as[@]}" "$programs/pg_ctl" -D "$postgresql_folder/data" -l "$postgresql_folder/log" -w \
      -o "-k $postgresql_folder -c listen_addresses= -c fsync=$fsync -c max_connections=200" start
  ) >"$logs/postgresql.log" 2>&1 || { tail -n 5 "$logs/postgresql.log" >&2 && fail "PostgreSQL did not start, see $logs/postgresql.log"; }
  export CUNKOU_TEST_POSTGRESQL="postgresql://cunkou@/postgres?host=$postgresql_folder"
}

stop_postgresql() {
  [[ $postgresql_folder ]] || return 0
  kill -QUIT "$(head -n 1 "$postgresql_folder/data/postmaster.pid" 2>/dev/null)" 2>/dev/null || true
  rm -rf "$postgresql_folder" 2>/dev/null || true
  postgresql_folder=
}

# Serves until it is interrupted, for tests that are run one by one.
dev_postgresql() {
  # shellcheck disable=SC2046
  install_packages $(postgresql_packages)
  start_postgresql
  printf 'export CUNKOU_TEST_POSTGRESQL=%q\n' "$CUNKOU_TEST_POSTGRESQL"
  while sleep 3600; do :; done
}
