#include "platform/sql/database.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "platform/sql/query.hpp"
#include "platform/sql/schema.hpp"

namespace cunkou::sql {
namespace {

// More would only contend for the two or four cores of the target machine
constexpr std::size_t readers_max = 4;

std::string sentence(const soci::soci_error& error) {
  if (auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
    switch (sqlite->result() & 0xff) {
      case SQLITE_FULL:
        return "磁盘已满，请腾出空间后再试|the disk is full: free some space, then try again";
      case SQLITE_IOERR:
        return "磁盘读写失败，请看看是不是满了或坏了|the disk failed: look at its space and its health";
      case SQLITE_READONLY:
        return "数据目录不可写|the data folder is read-only: make it writable";
      case SQLITE_CANTOPEN:
        return "打不开数据库文件|the database file cannot be opened: check the data folder's path and rights";
      case SQLITE_BUSY:
        return "数据库正忙，请稍后再试|the database is busy with another program: try again";
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        return "数据库文件已损坏，请恢复备份|the database file is damaged: restore a backup";
    }
  }
  return "数据库出错，请稍后再试|the database failed: " + std::string(error.what());
}

template <class F>
auto plainly(F&& f) {
  try {
    return f();
  } catch (const soci::soci_error& error) {
    throw Broken(sentence(error));
  }
}

struct Connection {
  soci::session session;

  Connection(const std::string& path, Duration patience) {
    session.open(soci::sqlite3, "dbname=\"" + path + "\"");
    pragma("busy_timeout = " + std::to_string(patience.count()));
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

void apply_schema(Connection& c) {
  const auto files = schema_files();
  if (version(c) > files.back().number)
    throw Broken(
        "数据库由更新版本的程序写成，请升级程序|the database was written by a newer version of this program: "
        "install that version");
  for (const auto& file : files)
    c.transaction("BEGIN IMMEDIATE", [&](Transaction&) {
      if (version(c) >= file.number) return false;
      c.execute(std::string(file.text));
      c.pragma("user_version = " + std::to_string(file.number));
      return true;
    });
}

}  // namespace

struct Database::Impl {
  Impl(const std::string& p, Duration wait)
      : path(p), patience(wait), in_memory(p == ":memory:"), writer(p, wait) {
    writer.pragma("journal_mode = WAL");
    writer.pragma("synchronous = FULL");
    apply_schema(writer);
  }

  // Borrows a reader's connection; waits while all are in use.
  struct Reading {
    Impl& impl;
    std::unique_ptr<Connection> connection;

    explicit Reading(Impl& i) : impl(i) {
      std::unique_lock lock(impl.reading);
      impl.reader_is_back.wait(lock, [&] { return !impl.idle.empty() || impl.readers < readers_max; });
      if (!impl.idle.empty()) {
        connection = std::move(impl.idle.back());
        impl.idle.pop_back();
      } else {
        connection = std::make_unique<Connection>(impl.path, impl.patience);
        connection->pragma("query_only = ON");
        ++impl.readers;
      }
    }
    ~Reading() {
      std::lock_guard lock(impl.reading);
      impl.idle.push_back(std::move(connection));
      impl.reader_is_back.notify_one();
    }
  };

  // Runs long work on a connection of its own.
  void aside(const std::function<void(Connection&)>& f) {
    plainly([&] {
      if (in_memory) {
        std::lock_guard lock(writing);
        return f(writer);
      }
      Connection connection(path, patience);
      f(connection);
    });
  }

  const std::string path;
  const Duration patience;
  const bool in_memory;  // in-memory databases share a single connection
  std::mutex writing;
  Connection writer;
  std::mutex reading;
  std::condition_variable reader_is_back;
  std::size_t readers = 0;
  std::vector<std::unique_ptr<Connection>> idle;
};

Database::Database(const std::string& path, Duration patience) {
  plainly([&] { impl_ = std::make_unique<Impl>(path, patience); });
}

Database::~Database() = default;

void Database::run_write(const std::function<bool(Transaction&)>& f) {
  std::lock_guard lock(impl_->writing);
  plainly([&] { impl_->writer.transaction("BEGIN IMMEDIATE", f); });
}

void Database::run_read(const std::function<void(Transaction&)>& f) {
  const auto keep = [&](Transaction& t) {
    f(t);
    return true;
  };
  if (impl_->in_memory) {
    std::lock_guard lock(impl_->writing);
    plainly([&] { impl_->writer.transaction("BEGIN", keep); });
    return;
  }
  plainly([&] {
    Impl::Reading reader(*impl_);
    reader.connection->transaction("BEGIN", keep);
  });
}

void Database::probe() {
  if (impl_->in_memory) return;
  if (!std::filesystem::exists(impl_->path))
    throw Broken("数据库文件不见了，请恢复备份|the database file is gone: restore a backup");
  impl_->aside([](Connection& c) {
    c.pragma("busy_timeout = 1000");
    c.transaction("BEGIN IMMEDIATE", [&](Transaction&) {
      if (version(c) != schema_files().back().number)
        throw Broken(
            "数据库文件被换掉了，请恢复备份|the database file was replaced by another: restore a backup");
      for (const auto* table : {"places", "people", "things", "alarms"})
        one<std::int64_t>(c.session, "SELECT max(id) FROM " + std::string(table));
      return false;
    });
  });
}

void Database::backup(const std::string& file) {
  impl_->aside([&](Connection& c) { run(c.session, "VACUUM INTO ?", file); });
}

std::vector<std::string> Database::check() {
  std::vector<std::string> faults;
  impl_->aside([&](Connection& c) {
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

}  // namespace cunkou::sql
