#include "platform/sql/database.hpp"

#include <fmt/format.h>
#include <soci/soci.h>

#include <algorithm>
#include <atomic>
#include <optional>

#include "base/mutex.hpp"
#include "base/percent.hpp"
#include "base/query_deadline.hpp"
#include "base/text.hpp"
#include "platform/sql/connection_pool.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/postgresql_session.hpp"
#include "platform/sql/schema.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/word_column.hpp"
#include "platform/sql/writer_turns.hpp"

namespace cunkou::sql {
namespace {

// More would only contend for the two or four cores of the target machine.
constexpr std::size_t readers_max = 4;
// Of a transaction. A conflict is rare, since writers wait for one another.
constexpr int attempts_max = 5;

// While the database is opened.
template <class F>
void translate_errors_by_name(const Engine& engine, F&& f) {
  try {
    f();
  } catch (const soci::soci_error& error) {
    const auto why = message_for(error);
    throw Broken(Label{engine.name() + "：" + why.zh, engine.name() + ": " + why.en});
  }
}

Broken odd_version(const std::string& name, std::int64_t found) {
  if (found == 0)
    return Broken(format_label(
        "{} 里有表，却没有版本号：它属于别的程序，或者坏了；没有改动，请另选一个空的数据库，或恢复备份",
        "{} holds tables but no version: it is of another program, or damaged; it was not "
        "changed; name an empty database, or restore a backup",
        name));
  return Broken(format_label(
      "{} 的版本号 {} 和里面的表不相符：没有改动，请恢复备份",
      "the version of {}, {}, does not fit its tables: it was not changed; restore a backup", name, found));
}

void require_version(const Engine& engine, Connection& c) {
  const auto found = engine.version(c);
  if (found > schema_files().back().number)
    throw Broken(format_label("{} 由更新版本的程序写成，请升级程序",
                              "{} was written by a newer version of this program: install that version",
                              engine.name()));
  if (found < 0 || (found == 0 && !engine.tables(c).empty())) throw odd_version(engine.name(), found);
}

void apply(const Engine& engine, Connection& c) {
  for (const auto& file : schema_files())
    c.transaction(engine.begin_write(), [&](Transaction&) {
      if (engine.version(c) >= file.number) return false;
      c.execute(engine.migration(file.text));
      engine.set_version(c, file.number);
      return true;
    });
}

// With the database held, so that nobody works on the tables meanwhile.
void apply_schema(const Engine& engine, Connection& c) {
  engine.create_version_table(c);
  try {
    apply(engine, c);
  } catch (const soci::soci_error& error) {
    if (!engine.is_wrong_schema(error)) throw;  // a table exists already, or does not
    throw odd_version(engine.name(), engine.version(c));
  }
}

// `tables`: as they were when the database was opened.
void read_every_table(const Engine& engine, Connection& c, const std::vector<std::string>& tables) {
  if (engine.version(c) != schema_files().back().number)
    throw Broken(
        {"数据库文件被换掉了，请恢复备份", "the database file was replaced by another: restore a backup"});
  std::string all;  // one question to a server
  for (const auto& table : tables)
    all += (all.empty() ? "" : " UNION ALL ") +
           ("SELECT x FROM (SELECT 1 AS x FROM " + table + " LIMIT 1) AS r");
  one<std::int64_t>(c.session(), all);
}

// What f finds; none: the database or the table is not there.
template <class T, class F>
std::optional<T> ask_table(const std::string& address, const std::string& table, F&& f) {
  const auto engine = engine_of(address);
  if (!engine->is_present()) return {};
  return translate_errors([&]() -> std::optional<T> {
    const auto connection = engine->connect(Engine::Access::alone, seconds(10));
    const auto working = connection->work();
    const auto tables = engine->tables(*connection);
    if (std::ranges::find(tables, table) == tables.end()) return {};
    return f(connection->session());
  });
}

}  // namespace

std::unique_ptr<Engine> engine_of(const std::string& address) {
  return is_postgresql(address) ? postgresql_engine(address) : sqlite_engine(address);
}

bool is_postgresql(std::string_view address) {
  return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

std::string with_password(const std::string& address, std::string_view password) {
  return address + (address.find('?') == address.npos ? "?" : "&") + "password=" + percent_encode(password);
}

std::string name_of(const std::string& address) { return engine_of(address)->name(); }

struct Database::Impl {
  Impl(const std::string& address, std::string h, Duration wait, Runs r)
      : engine(engine_of(address)),
        lock_timeout(wait),
        runs(r),
        in_memory(address == ":memory:"),
        holder(std::move(h)) {
    std::unique_ptr<Connection> opened;
    translate_errors_by_name(*engine, [&] {
      opened = engine->connect(Engine::Access::write, lock_timeout);
      const auto working = opened->work();
      require_version(*engine, *opened);
      if (!holder.empty()) set_session(engine->hold(*opened, holder, ""));
      migrate(*opened);
      tables = engine->tables(*opened);
      require_tables();
      engine->limit_statements(*opened);
    });
    const WriterTurns::Turn my_turn(turn);
    writer = std::move(opened);
    if (!holder.empty() && engine->numbers_commits())
      translate_errors([this]()
                           CUNKOU_NO_THREAD_SAFETY_ANALYSIS { last_commit = engine->last_commit(*writer); });
  }

  void require_tables() const {
    if (in_memory) return;
    static const auto expected = Impl(":memory:", "", lock_timeout, Runs::once).tables;
    for (const auto& table : expected)
      if (std::ranges::find(tables, table) == tables.end())
        throw Broken(format_label("{} 里少了一张表 {}：请恢复备份",
                                  "{} has lost a table, {}: restore a backup", engine->name(), table));
  }

  // Another program holds the database while the tables change.
  void migrate(Connection& connection) const {
    if (engine->version(connection) == schema_files().back().number) return;
    const bool is_held = !holder.empty();
    if (!is_held) engine->hold(connection, "cunkou", "");
    require_version(*engine, connection);  // it may have changed before
    apply_schema(*engine, connection);
    if (!is_held) engine->release(connection);
  }

  // For writes; holds the database for the holder, if there is one.
  void connect() CUNKOU_REQUIRES(turn) {
    writer = nullptr;  // before the next one: a server counts its connections
    auto made = engine->connect(Engine::Access::write, lock_timeout);
    engine->limit_statements(*made);
    if (!holder.empty()) hold(*made);
    writer = std::move(made);
    writer_timeout = lock_timeout;
  }

  void hold(Connection& connection) CUNKOU_REQUIRES(turn) {
    try {
      set_session(engine->hold(connection, holder, session()));
    } catch (const HeldByAnother& other) {
      set_lost(other.reason);
      throw;
    }
    set_lost(std::nullopt);
  }

  // Runs f again after a conflict and after a lost connection. If that was lost while the server committed,
  // the number of the last commit tells whether it did; without it nobody knows, and the failure is thrown.
  void write(const std::function<bool(Transaction&)>& f) CUNKOU_REQUIRES(turn) {
    for (int attempt = 1;; ++attempt) {
      if (!writer || !writer->is_usable()) connect();
      if (const auto timeout = write_timeout.load(); timeout != writer_timeout) {
        engine->set_lock_timeout(*writer, timeout);
        writer_timeout = timeout;
      }
      const auto number = random_commit();
      bool is_committing = false;
      try {
        auto& connection = *writer;
        if (runs == Runs::twice)
          connection.transaction(engine->begin_write(), [&](Transaction& t) { return f(t), false; });
        connection.transaction(engine->begin_write(), [&, before = last_commit](Transaction& t) {
          if (before && !engine->replace_last_commit(connection, *before, number)) refuse_written();
          return is_committing = f(t);
        });
        if (last_commit && is_committing) last_commit = number;
        was_disk_full = false;
        return;
      } catch (const soci::soci_error& error) {
        was_disk_full = failure_of(error) == Failure::disk_full;
        if (engine->is_read_only(error)) {
          writer = nullptr;  // another session may find the server that takes writes
          throw;
        }
        const bool was_lost = !writer->is_usable();
        if (was_lost && is_committing) {
          if (!last_commit) throw;
          if (has_committed(number)) return;
        }
        if (attempt == attempts_max || !(engine->is_conflict(error) || was_lost)) throw;
      }
    }
  }

  [[noreturn]] void refuse_written() {
    set_lost(written_by_another());
    throw Broken(written_by_another(), shown_to_people());
  }

  bool has_committed(std::int64_t number) CUNKOU_REQUIRES(turn) {
    const auto found = turn.ask([this]() CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
      return translate_errors([this]() CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
        connect();
        return engine->last_commit(*writer);
      });
    });
    const auto was = was_committed(found, last_commit.value_or(0), number);
    if (!was) refuse_written();
    last_commit = found;
    return *was;
  }

  // Of a holder whose session the server has ended: it takes the database again, if nobody else has it.
  void hold_again(Connection& other) {
    const auto mine = session();
    if (mine.empty() || engine->is_held(other, mine)) return;
    const WriterTurns::Turn my_turn(turn);
    if (session() != mine) return;  // a write has done so meanwhile
    connect();
    if (engine->last_commit(*writer) != last_commit) refuse_written();
  }

  std::unique_ptr<Connection> connect_for_probe() const {
    auto made = engine->connect(Engine::Access::alone, seconds(1));
    engine->limit_statements(*made);
    return made;
  }

  void probe(Connection& c) {
    const auto steps_before = write_steps.load();
    hold_again(c);
    try {
      c.transaction(engine->begin_write(), [&](Transaction&) {
        engine->last_commit(c);  // fails where the server lets it read only
        return false;
      });
    } catch (const soci::soci_error& error) {
      if (!engine->is_locked(error) || (!is_writing && write_steps == steps_before)) throw;
    }
    c.transaction(engine->begin_read(),
                  [&](Transaction&) { return read_every_table(*engine, c, tables), false; });
  }

  std::string session() {
    const MutexLock lock(session_mutex);
    return held_session;
  }
  void set_lost(std::optional<Label> why) {
    const MutexLock lock(session_mutex);
    lost_to_another = std::move(why);
  }
  void set_session(std::string name) {
    const MutexLock lock(session_mutex);
    held_session = std::move(name);
  }

  // Runs f again after a lost connection.
  void read(std::unique_ptr<Connection>& connection, const std::function<bool(Transaction&)>& f) const {
    for (int attempt = 1;; ++attempt) {
      if (!connection || !connection->is_usable())
        connection = engine->connect(Engine::Access::read, lock_timeout);
      try {
        if (runs == Runs::twice)
          connection->transaction(engine->begin_read(), [&](Transaction& t) { return f(t), false; });
        const auto left = QueryDeadline::left();
        QueryDeadline::check();
        connection->transaction(
            left == Duration::max() ? std::string(engine->begin_read()) : engine->begin_read_within(left), f);
        return;
      } catch (const soci::soci_error&) {
        QueryDeadline::check();
        if (attempt == attempts_max || connection->is_usable()) throw;
      }
    }
  }

  // Runs long work on a connection of its own.
  void on_own_connection(Duration wait, const std::function<void(Connection&)>& f) {
    translate_errors([&] {
      if (in_memory) {
        const WriterTurns::Turn my_turn(turn);
        f(*writer);
        return;
      }
      const auto connection = engine->connect(Engine::Access::alone, wait);
      const auto working = connection->work();
      f(*connection);
    });
  }

  // Between the begin and the end of a write transaction of this object, which holds the write lock of the
  // database.
  struct OwnWrite {
    Impl& impl;
    explicit OwnWrite(Impl& i) : impl(i) {}
    ~OwnWrite() {
      if (impl.is_writing.exchange(false)) ++impl.write_steps;
    }
    void begun() {
      impl.is_writing = true;
      ++impl.write_steps;
    }
  };

  const std::unique_ptr<Engine> engine;
  const Duration lock_timeout;
  const Runs runs;
  std::vector<std::string> tables;
  const bool in_memory;  // in-memory databases share a single connection
  std::atomic<Duration> write_timeout = lock_timeout;
  std::atomic<bool> is_writing = false;
  std::atomic<bool> was_disk_full = false;  // at the last write
  std::atomic<std::uint64_t> write_steps = 0;
  WriterTurns turn;
  std::unique_ptr<Connection> writer CUNKOU_GUARDED_BY(turn);
  const std::string holder;                                         // empty: it holds nothing
  std::optional<std::int64_t> last_commit CUNKOU_GUARDED_BY(turn);  // of the holder
  Duration writer_timeout CUNKOU_GUARDED_BY(turn) = lock_timeout;   // as the connection has it
  Mutex session_mutex;
  std::string held_session CUNKOU_GUARDED_BY(session_mutex);
  std::optional<Label> lost_to_another CUNKOU_GUARDED_BY(session_mutex);
  ConnectionPool<Connection> readers{readers_max}, probes{1};
};

Database::Database(const std::string& address, Duration lock_timeout, Runs runs)
    : impl_(std::make_unique<Impl>(address, "", lock_timeout, runs)) {}
Database::Database(const std::string& address, const std::string& holder)
    : impl_(std::make_unique<Impl>(address, holder, seconds(10), Runs::once)) {}

void require_known_version(const std::string& address) {
  const auto engine = engine_of(address);
  if (!engine->is_present()) return;  // SQLite would create it
  translate_errors_by_name(
      *engine, [&] { require_version(*engine, *engine->connect(Engine::Access::alone, seconds(10))); });
}

std::optional<bool> has_rows(const std::string& address, const std::string& table) {
  return ask_table<bool>(address, table, [&](soci::session& session) { return has_row(session, table); });
}

std::optional<std::string> text_of(const std::string& address, const std::string& table,
                                   const std::string& query) {
  return ask_table<Text>(address, table, [&](soci::session& session) { return one<Text>(session, query); });
}

bool has_tables(const std::string& address) {
  const auto engine = engine_of(address);
  if (!engine->is_present()) return false;
  bool found = false;
  translate_errors_by_name(*engine, [&] {
    found = !engine->tables(*engine->connect(Engine::Access::alone, seconds(10))).empty();
  });
  return found;
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

void Database::run_write(const std::function<bool(Transaction&)>& f) {
  translate_errors([&] {
    const WriterTurns::Turn my_turn(impl_->turn);
    Impl::OwnWrite own(*impl_);
    impl_->write([&](Transaction& t) {
      own.begun();
      return f(t);
    });
  });
}

void Database::run_read(const std::function<void(Transaction&)>& f) {
  const auto keep = [&](Transaction& t) { return f(t), true; };
  translate_errors([&] {
    if (impl_->in_memory) {
      const WriterTurns::Turn my_turn(impl_->turn);
      return impl_->read(impl_->writer, keep);
    }
    ConnectionPool<Connection>::Lease reader(impl_->readers);
    impl_->read(reader.connection, keep);
  });
}

void Database::set_lock_timeout(Duration timeout) { impl_->write_timeout = timeout; }

std::optional<Label> Database::lost_to_another() const {
  const MutexLock lock(impl_->session_mutex);
  return impl_->lost_to_another;
}

void Database::give_up() { impl_->turn.give_up(); }

void Database::probe() {
  if (impl_->in_memory) return;
  const auto& engine = *impl_->engine;
  if (!engine.is_present())
    throw Broken({"数据库文件不见了，请恢复备份", "the database file is gone: restore a backup"});
  translate_errors([&] {
    if (!engine.numbers_commits())  // an earlier connection may still work on a lost file
      return impl_->probe(*impl_->connect_for_probe());
    ConnectionPool<Connection>::Lease lease(impl_->probes);
    if (!lease.connection || !lease.connection->is_usable()) lease.connection = impl_->connect_for_probe();
    try {
      impl_->probe(*lease.connection);
    } catch (const soci::soci_error& error) {
      const bool is_usable = lease.connection->is_usable();
      if (is_usable && engine.is_read_only(error)) lease.connection = nullptr;
      if (is_usable) throw;
      lease.connection = impl_->connect_for_probe();
      impl_->probe(*lease.connection);
    }
  });
  // A disk that refused the last commit may take the next one.
  if (impl_->was_disk_full) require_space();
}

void Database::require_space() {
  write([this](Transaction& t) {
    if (const auto statement = impl_->engine->require_space(); !statement.empty())
      run(t.session(), std::string(statement));
  });
}

std::vector<std::string> Database::check() {
  std::vector<std::string> faults;
  impl_->on_own_connection(impl_->lock_timeout, [&](Connection& c) { faults = impl_->engine->check(c); });
  return faults;
}

std::vector<std::string> Database::unknown_words(std::span<const WordColumn> columns) {
  std::vector<std::string> faults;
  impl_->on_own_connection(impl_->lock_timeout, [&](Connection& c) {
    for (const auto& one : columns)
      each<Text, Text, Int>(
          c.session(),
          fmt::format("SELECT CAST(min({2}) AS TEXT), {0}, count(*) FROM {1} WHERE {0} <> '' GROUP BY {0}",
                      one.column, one.table, one.row),
          values(), [&](const Text& row, const Text& word, Int rows) {
            if (one.is_known(word)) return;
            faults.push_back(fmt::format("{}.{}: this version does not know \"{}\", in {} rows, first row {}",
                                         one.table, one.column, excerpt(word), rows, row));
          });
  });
  return faults;
}

}  // namespace cunkou::sql
