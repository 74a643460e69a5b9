#include "platform/sql/database.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <atomic>
#include <filesystem>

#include "base/mutex.hpp"
#include "base/text.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/file_option.hpp"
#include "platform/sql/schema.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/word_column.hpp"

namespace cunkou::sql {
namespace {

// More would only contend for the two or four cores of the target machine.
constexpr std::size_t readers_max = 4;

template <class F>
auto translate_errors(F&& f) {
  try {
    return f();
  } catch (const soci::soci_error& error) {
    throw Broken(message_for(error));
  }
}

std::string name_of(const std::string& path) { return std::filesystem::path(path).filename().string(); }

// While the file is opened.
template <class F>
void translate_errors(const std::string& path, F&& f) {
  try {
    f();
  } catch (const soci::soci_error& error) {
    const auto why = message_for(error);
    throw Broken({name_of(path) + "：" + why.zh, name_of(path) + ": " + why.en});
  }
}

struct Connection {
  soci::session session;

  Connection(const std::string& path, Duration busy_timeout) {
    session.open(soci::sqlite3, file_option(path));
    pragma("busy_timeout = " + std::to_string(busy_timeout.count()));
    pragma("foreign_keys = ON");
    pragma("cache_size = -1000");  // KiB: a county's places and people need little
  }

  void pragma(const std::string& text) { execute("PRAGMA " + text); }

  // Executes one or several statements.
  void execute(const std::string& text) {
    auto* sqlite = static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
    if (int code = sqlite_api::sqlite3_exec(sqlite, text.c_str(), nullptr, nullptr, nullptr);
        code != SQLITE_OK)
      throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(sqlite), code);
  }

  void roll_back() noexcept {
    try {
      execute("ROLLBACK");
    } catch (const soci::soci_error&) {  // SQLite has already rolled back
    }
  }

  // Commits if f returns true.
  void transaction(const char* begin, const std::function<bool(Transaction&)>& f) {
    execute(begin);
    try {
      Transaction transaction(session);
      execute(f(transaction) ? "COMMIT" : "ROLLBACK");
    } catch (...) {
      roll_back();
      throw;
    }
  }
};

std::int64_t version(Connection& c) {
  return one<std::int64_t>(c.session, "PRAGMA user_version").value_or(0);
}

Broken odd_version(const std::string& name, std::int64_t found) {
  return Broken(format_label(
      "{} 的版本号 {} 和里面的表不相符：没有改动，请恢复备份",
      "the version of {}, {}, does not fit its tables: it was not changed; restore a backup", name, found));
}

void require_version(Connection& c, const std::string& name) {
  const auto found = version(c);
  if (found > schema_files().back().number)
    throw Broken(format_label("{} 由更新版本的程序写成，请升级程序",
                              "{} was written by a newer version of this program: install that version",
                              name));
  if (found < 0) throw odd_version(name, found);
}

void apply(Connection& c) {
  for (const auto& file : schema_files())
    c.transaction("BEGIN IMMEDIATE", [&](Transaction&) {
      if (version(c) >= file.number) return false;
      c.execute(std::string(file.text));
      c.pragma("user_version = " + std::to_string(file.number));
      return true;
    });
}

void apply_schema(Connection& c, const std::string& name) {
  require_version(c, name);
  try {
    apply(c);
  } catch (const soci::sqlite3_soci_error& error) {
    if ((error.result() & 0xff) != SQLITE_ERROR) throw;  // a table exists already, or does not
    throw odd_version(name, version(c));
  }
}

void read_every_table(Connection& c) {
  if (version(c) != schema_files().back().number)
    throw Broken(
        {"数据库文件被换掉了，请恢复备份", "the database file was replaced by another: restore a backup"});
  std::vector<std::string> tables;
  each<std::string>(c.session, "SELECT name FROM sqlite_master WHERE type = 'table'", values(),
                    [&](std::string name) { tables.push_back(std::move(name)); });
  for (const auto& table : tables) one<std::int64_t>(c.session, "SELECT 1 FROM " + table + " LIMIT 1");
}

}  // namespace

struct Database::Impl {
  Impl(const std::string& p, Duration wait, Runs r)
      : path(p), busy_timeout(wait), runs(r), in_memory(p == ":memory:"), writer(p, wait) {
    writer.pragma("journal_mode = WAL");
    writer.pragma("synchronous = FULL");
    apply_schema(writer, name_of(p));
  }

  // Borrows a reader's connection; waits while all are in use.
  struct ReaderLease {
    Impl& impl;
    std::unique_ptr<Connection> connection;

    explicit ReaderLease(Impl& i) : impl(i) {
      MutexLock lock(impl.read_mutex);
      while (impl.idle.empty() && impl.readers >= readers_max) lock.wait(impl.reader_returned);
      if (!impl.idle.empty()) {
        connection = std::move(impl.idle.back());
        impl.idle.pop_back();
      } else {
        connection = std::make_unique<Connection>(impl.path, impl.busy_timeout);
        connection->pragma("query_only = ON");
        ++impl.readers;
      }
    }
    ~ReaderLease() {
      MutexLock lock(impl.read_mutex);
      impl.idle.push_back(std::move(connection));
      impl.reader_returned.notify_one();
    }
  };

  void run(Connection& connection, const char* begin, const std::function<bool(Transaction&)>& f) const {
    if (runs == Runs::twice)
      connection.transaction(begin, [&](Transaction& t) {
        f(t);
        return false;
      });
    connection.transaction(begin, f);
  }

  // Runs long work on a connection of its own.
  void on_own_connection(const std::function<void(Connection&)>& f) {
    translate_errors([&] {
      if (in_memory) {
        MutexLock lock(write_mutex);
        return f(writer);
      }
      Connection connection(path, busy_timeout);
      f(connection);
    });
  }

  // Between the begin and the end of a write transaction of this object, which holds the write lock of the
  // file.
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

  const std::string path;
  const Duration busy_timeout;
  const Runs runs;
  const bool in_memory;  // in-memory databases share a single connection
  std::atomic<Duration> write_timeout = busy_timeout;
  std::atomic<bool> is_writing = false;
  std::atomic<std::uint64_t> write_steps = 0;
  Mutex write_mutex;
  Connection writer CUNKOU_GUARDED_BY(write_mutex);
  Duration writer_timeout CUNKOU_GUARDED_BY(write_mutex) = busy_timeout;  // as the connection has it
  Mutex read_mutex;
  std::condition_variable reader_returned;
  std::size_t readers CUNKOU_GUARDED_BY(read_mutex) = 0;
  std::vector<std::unique_ptr<Connection>> idle CUNKOU_GUARDED_BY(read_mutex);
};

Database::Database(const std::string& path, Duration busy_timeout, Runs runs) {
  translate_errors(path, [&] { impl_ = std::make_unique<Impl>(path, busy_timeout, runs); });
}

void require_known_version(const std::string& path) {
  if (!std::filesystem::exists(path)) return;  // SQLite would create it
  translate_errors(path, [&] {
    Connection connection(path, seconds(10));
    require_version(connection, name_of(path));
  });
}

bool has_tables(const std::string& path) {
  // SQLite would create an absent file, and delete the write-ahead log of an empty one.
  if (!std::filesystem::exists(path) || std::filesystem::is_empty(path)) return false;
  bool found = false;
  translate_errors(path, [&] {
    Connection connection(path, seconds(10));
    found = one<std::int64_t>(connection.session, "SELECT count(*) FROM sqlite_master").value_or(0) > 0;
  });
  return found;
}

Database::~Database() = default;

void Database::run_write(const std::function<bool(Transaction&)>& f) {
  translate_errors([&] {
    MutexLock lock(impl_->write_mutex);
    if (const auto timeout = impl_->write_timeout.load(); timeout != impl_->writer_timeout) {
      impl_->writer.pragma("busy_timeout = " + std::to_string(timeout.count()));
      impl_->writer_timeout = timeout;
    }
    Impl::OwnWrite own(*impl_);
    impl_->run(impl_->writer, "BEGIN IMMEDIATE", [&](Transaction& t) {
      own.begun();
      return f(t);
    });
  });
}

void Database::run_read(const std::function<void(Transaction&)>& f) {
  const auto keep = [&](Transaction& t) {
    f(t);
    return true;
  };
  if (impl_->in_memory) {
    translate_errors([&] {
      MutexLock lock(impl_->write_mutex);
      impl_->run(impl_->writer, "BEGIN", keep);
    });
    return;
  }
  translate_errors([&] {
    Impl::ReaderLease reader(*impl_);
    impl_->run(*reader.connection, "BEGIN", keep);
  });
}

void Database::set_busy_timeout(Duration timeout) { impl_->write_timeout = timeout; }

void Database::probe() {
  if (impl_->in_memory) return;
  if (!std::filesystem::exists(impl_->path))
    throw Broken({"数据库文件不见了，请恢复备份", "the database file is gone: restore a backup"});
  const auto steps_before = impl_->write_steps.load();
  impl_->on_own_connection([&](Connection& c) {
    const auto read = [&](Transaction&) { return read_every_table(c), false; };
    c.pragma("busy_timeout = 1000");
    try {
      c.transaction("BEGIN IMMEDIATE", read);
    } catch (const soci::sqlite3_soci_error& error) {
      const bool busy = (error.result() & 0xff) == SQLITE_BUSY;
      if (!busy || (!impl_->is_writing && impl_->write_steps == steps_before)) throw;
      c.transaction("BEGIN", read);
    }
  });
}

std::vector<std::string> Database::check() {
  std::vector<std::string> faults;
  impl_->on_own_connection([&](Connection& c) {
    each<std::string>(c.session, "PRAGMA integrity_check", values(), [&](std::string line) {
      if (line != "ok") faults.push_back("database: " + line);
    });
    each<std::string, std::int64_t>(c.session, "PRAGMA foreign_key_check", values(),
                                    [&](std::string table, std::int64_t row) {
                                      faults.push_back("database: row " + std::to_string(row) + " of " +
                                                       table + " points to something that is not there");
                                    });
  });
  return faults;
}

std::vector<std::string> Database::unknown_words(std::span<const WordColumn> columns) {
  std::vector<std::string> faults;
  impl_->on_own_connection([&](Connection& c) {
    for (const auto& one : columns)
      each<Text, Text, Int>(
          c.session,
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
