#include "sensing/series/sql/series_postgresql.hpp"

#include <algorithm>
#include <utility>

#include "platform/sql/database.hpp"
#include "sensing/series/sql/series_statements.hpp"

namespace cunkou::series {
namespace {

using namespace statements;
using sql::PostgresqlFailure;
using sql::PostgresqlSession;
using Row = PostgresqlSession::Row;

constexpr std::int64_t schema_version = 2;
constexpr std::size_t readers_max = 2;

constexpr const char* schema = R"sql(
create table chunk (
  id bigint primary key, stream bigint not null, written bigint not null,
  first bigint not null, last bigint not null, count bigint not null,
  min double precision not null, max double precision not null, sum double precision not null,
  first_value double precision not null, last_value double precision not null
);
create table chunk_bytes (id bigint primary key, bytes bytea not null);
alter table chunk_bytes alter column bytes set storage external;
create table write_ahead (number bigint primary key, bytes bytea not null);
alter table write_ahead alter column bytes set storage external;
create table roll_up (
  stream bigint not null, level text collate "C" not null, block bigint not null, bytes bytea not null,
  primary key (stream, level, block)
);
create table text_result (stream bigint not null, time bigint not null, json bytea not null, primary key (stream, time));
create table state (name text collate "C" primary key, value bigint not null);
insert into state values ('last_commit', 0);
)sql";

// Version 1 had none.
constexpr const char* message_table =
    "create table message (session bigint not null, packet bigint not null, primary key (session, packet))";

constexpr const char* put_text =
    "insert into text_result values ($1,$2,$3) on conflict (stream, time) do update set json = excluded.json";
constexpr const char* lock_state = "select value from state where name = $1 for update";
constexpr const char* replace_last_commit =
    "update state set value = $1 where name = 'last_commit' and value = $2";
constexpr const char* chunks_in_order =
    "select c.*, b.bytes from chunk c left join chunk_bytes b on b.id = c.id order by c.stream, c.first";
constexpr const char* series_search_path =
    "select set_config('search_path', quote_ident(current_schema() || '_series'), false)";
constexpr std::string_view last_commit_name = "last_commit", version_name = "version";

[[noreturn]] void fail(const PostgresqlFailure& failure) {
  throw StoreBroken(sql::postgresql_message(failure.sqlstate, failure.what()), sql::shown_to_people());
}

// `prepare` makes settings of the session.
template <class Prepare>
std::unique_ptr<PostgresqlSession> opened(const sql::PostgresqlAddress& address, Prepare prepare) try {
  return address.connect([&] {
    auto made = std::make_unique<PostgresqlSession>(address);
    prepare(*made);
    return made;
  });
} catch (const sql::Broken& broken) {
  throw StoreBroken(broken.reason, broken.shown);
}
std::unique_ptr<PostgresqlSession> opened(const sql::PostgresqlAddress& address) {
  return opened(address, [](PostgresqlSession&) {});
}

}  // namespace

PostgresqlSeries::PostgresqlSeries(const std::string& url, Access access) try
    : address_(url),
      access_(access),
      has_tables_(access == Access::serve || find(url).has_tables),
      readers_(access == Access::snapshot ? 1 : readers_max) {
  if (access == Access::snapshot) return;
  const sql::WriterTurns::Turn turn(turn_);
  writer_ = connect();
  create_or_migrate(*writer_);
  // Who had the readings before writes no more.
  const auto number = sql::random_commit();
  writer_->send(put_state, {last_commit_name, number});
  writer_->finish();
  last_commit_ = number;
} catch (const sql::Broken& broken) {
  throw StoreBroken(broken.reason, broken.shown);
} catch (const PostgresqlFailure& failure) {
  fail(failure);
}

// The schema's name is that of the state's, which the address may set.
std::unique_ptr<PostgresqlSession> PostgresqlSeries::connect() const {
  return opened(address_, [this](PostgresqlSession& made) {
    made.execute(series_search_path);
    if (access_ == Access::snapshot) return;
    made.execute("set lock_timeout = '10s'");
    made.set_limited(true);
  });
}

void PostgresqlSeries::remove(const std::string& url) {
  const sql::PostgresqlAddress address(url);
  const auto session = opened(address);
  try {
    session->execute(
        "do $$ begin if to_regclass(quote_ident(current_schema() || '_series') || '.write_ahead') is not "
        "null "
        "then execute 'drop schema ' || quote_ident(current_schema() || '_series') || ' cascade'; end if; "
        "end $$");
  } catch (const PostgresqlFailure& failure) {
    fail(failure);
  }
}

PostgresqlSeries::Found PostgresqlSeries::find(const std::string& url) {
  const sql::PostgresqlAddress address(url);
  const auto session = opened(address);
  try {
    Found found;
    found.is_present =
        session->integer("select 1::bigint from pg_namespace where nspname = current_schema() || '_series'")
            .has_value();
    if (!session->integer(
            "select 1::bigint from pg_tables where schemaname = current_schema() || '_series' and "
            "tablename = 'write_ahead'"))
      return found;
    found.has_tables = true;
    session->execute(series_search_path);
    found.has_readings =
        session
            ->integer(
                "select 1::bigint where exists (select 1 from chunk) or exists (select 1 from write_ahead)")
            .has_value();
    return found;
  } catch (const PostgresqlFailure& failure) {
    fail(failure);
  }
}

void PostgresqlSeries::create_or_migrate(Session& db) {
  db.execute("begin");
  // Programs that start at once wait for one another.
  db.execute("select pg_advisory_xact_lock(610829, 2)");
  db.execute("do $$ begin execute 'create schema if not exists ' || current_setting('search_path'); end $$");
  if (!db.integer(
          "select 1::bigint from pg_tables where schemaname = current_schema() and tablename = 'state'")) {
    db.execute(schema);
    db.execute(message_table);
    db.send(put_state, {version_name, schema_version});
    db.finish();
  }
  auto version = db.integer(get_state, {version_name}).value_or(0);
  if (version == 1) {
    db.execute(message_table);
    db.send(put_state, {version_name, schema_version});
    db.finish();
    version = schema_version;
  }
  if (version > schema_version)
    throw StoreBroken(
        {"读数由更新版本的程序写成，请升级程序，或用备份",
         "the readings were written by a newer version of the program: use that one, or a backup"});
  if (version != schema_version)
    throw StoreBroken(
        format_label("读数的版本是 {0}，没有这样的版本：请恢复备份",
                     "the readings have the version {0}, which no program gives them: restore a "
                     "backup",
                     version));
  db.execute("commit");
}

void PostgresqlSeries::write(Session& db, const Commit& commit, std::int64_t number) {
  db.send("begin", {});
  write_rows(commit, put_text, [&](const char* sql, const auto&... values) { db.send(sql, {values...}); });
  db.send(replace_last_commit, {number, last_commit_});
  if (db.finish() != 1) refuse_written();
}

std::optional<Label> PostgresqlSeries::unavailable() const {
  return turn_.reason() ? std::optional(sql::shown_to_people()) : std::nullopt;
}

void PostgresqlSeries::refuse_written() {
  is_written_by_another_ = true;
  throw StoreBroken(sql::written_by_another(), sql::shown_to_people());
}

void PostgresqlSeries::commit(const Commit& commit) try {
  const sql::WriterTurns::Turn turn(turn_);
  const auto number = sql::random_commit();
  bool is_committing = false;
  try {
    if (!writer_ || !writer_->is_usable()) {
      writer_ = nullptr;  // before the next one: a server counts its connections
      writer_ = connect();
    }
    write(*writer_, commit, number);
    is_committing = true;
    writer_->execute("commit");
  } catch (const StoreBroken&) {
    if (writer_) writer_->roll_back();
    throw;
  } catch (const PostgresqlFailure& failure) {
    const bool is_unknown = is_committing && !writer_->is_usable();
    if (writer_) writer_->roll_back();
    if (!is_unknown || !has_committed(number)) fail(failure);
  }
  last_commit_ = number;
} catch (const sql::Broken& broken) {
  throw StoreBroken(broken.reason, broken.shown);
}

// The row of the number is locked by a transaction of the lost connection that the server may still work on.
bool PostgresqlSeries::has_committed(std::int64_t number) {
  writer_ = nullptr;
  auto [session, found] = turn_.ask([this] {
    auto made = connect();
    try {
      const auto now = made->integer(lock_state, {last_commit_name});
      return std::pair(std::move(made), now);
    } catch (const PostgresqlFailure& failure) {
      fail(failure);
    }
  });
  writer_ = std::move(session);
  const auto was = sql::was_committed(found.value_or(0), last_commit_, number);
  if (!was) refuse_written();
  return *was;
}

// A connection may have been lost since it was last used.
void PostgresqlSeries::read(const std::function<void(Session&)>& f, int attempts) {
  if (!has_tables_) return;
  sql::ConnectionPool<Session>::Lease lease(readers_);
  auto& session = lease.connection;
  for (;; --attempts) try {
      if (!session || !session->is_usable()) {
        if (session && access_ == Access::snapshot) fail(PostgresqlFailure("08006", ""));
        session = connect();
        session->execute(access_ == Access::snapshot ? "begin isolation level repeatable read read only"
                                                     : "set default_transaction_read_only = on");
      }
      return f(*session);
    } catch (const PostgresqlFailure& failure) {
      if (attempts <= 1 || !session || session->is_usable()) fail(failure);
    }
}

void PostgresqlSeries::read_all(const std::function<void(Session&)>& f) {
  read([&](Session& db) {
    if (access_ == Access::snapshot) return f(db);
    db.set_limited(false);
    f(db);
    db.set_limited(true);
  });
}

void PostgresqlSeries::each_write_ahead(const std::function<void(std::int64_t, const Bytes&)>& take) {
  read_all([&](Session& db) {
    db.each(every_write_ahead, {}, [&](const Row& r) { take(r.integer(0), r.bytes(1)); });
  });
}

void PostgresqlSeries::each_chunk_row(const std::function<void(const ChunkRow&)>& take) {
  read_all([&](Session& db) { db.each(every_chunk, {}, [&](const Row& r) { take(chunk_row(r)); }); });
}

void PostgresqlSeries::each_chunk(
    const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>& take) {
  read_all([&](Session& db) {
    db.each(chunks_in_order, {}, [&](const Row& r) {
      take(chunk_row(r), r.is_null(11) ? std::nullopt : std::optional(r.bytes(11)));
    });
  });
}

void PostgresqlSeries::each_roll_up(char level, const std::function<void(const RollUpBlock&)>& take) {
  read_all([&](Session& db) {
    db.each(every_roll_up, {std::string_view(&level, 1)}, [&](const Row& r) {
      take({StreamId{r.integer(0)}, level, r.integer(1), r.bytes(2)});
    });
  });
}

void PostgresqlSeries::each_text(const std::function<void(const TextResult&)>& take) {
  read_all([&](Session& db) {
    db.each(every_text, {}, [&](const Row& r) {
      take({StreamId{r.integer(0)}, {r.integer(1)}, r.bytes(2)});
    });
  });
}

void PostgresqlSeries::each_message(const std::function<void(const MessageId&)>& take) {
  read_all([&](Session& db) {
    db.each(every_message, {}, [&](const Row& r) { take({r.integer(0), r.integer(1)}); });
  });
}

std::optional<Bytes> PostgresqlSeries::chunk(std::int64_t id) {
  std::optional<Bytes> found;
  read_again([&](Session& db) {
    found.reset();
    db.each(one_chunk, {id}, [&](const Row& r) { found = r.bytes(0); });
  });
  return found;
}

std::vector<RollUpBlock> PostgresqlSeries::roll_ups(StreamId stream, char level, std::int64_t from,
                                                    std::int64_t to) {
  std::vector<RollUpBlock> blocks;
  read_again([&](Session& db) {
    blocks.clear();
    db.each(some_roll_ups, {stream.value, std::string_view(&level, 1), from, to}, [&](const Row& r) {
      blocks.push_back({stream, level, r.integer(0), r.bytes(1)});
    });
  });
  return blocks;
}

std::vector<TextResult> PostgresqlSeries::texts(StreamId stream, TimeRange range, std::size_t limit,
                                                bool newest_first) {
  std::vector<TextResult> found;
  const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
  read_again([&](Session& db) {
    found.clear();
    db.each(newest_first ? texts_down : texts_up, {stream.value, range.from.ms, range.to.ms, most},
            [&](const Row& r) {
              found.push_back({stream, {r.integer(0)}, r.bytes(1)});
            });
  });
  return found;
}

std::int64_t PostgresqlSeries::text_count(StreamId stream) {
  std::int64_t count = 0;
  read_again([&](Session& db) { count = db.integer(count_texts, {stream.value}).value_or(0); });
  return count;
}

std::optional<std::int64_t> PostgresqlSeries::state_value(std::string_view name) {
  std::optional<std::int64_t> found;
  read_again([&](Session& db) { found = db.integer(get_state, {name}); });
  return found;
}

std::optional<Instant> PostgresqlSeries::maintenance_clock() {
  const auto ms = state_value(maintenance_clock_name);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

std::optional<std::int64_t> PostgresqlSeries::write_ahead_through() {
  return state_value(write_ahead_through_name);
}

}  // namespace cunkou::series
