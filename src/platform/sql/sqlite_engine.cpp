#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>

#include "base/query_deadline.hpp"
#include "platform/sql/commit_notes.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/dialect.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/file_option.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
namespace {

// As SQLite's own.
constexpr int checkpoint_frames = 1000;

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(const std::string& path) : notes_(path) {
    session_.open(soci::sqlite3, file_option(path));
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA cache_size = -1000");  // KiB: a county's places and people need little
  }

  void note_commits() { notes_.attach(handle(), checkpoint_frames); }

  // Statements fail with SQLITE_INTERRUPT once the deadline of their thread is over.
  void end_after_deadline() {
    sqlite_api::sqlite3_progress_handler(
        handle(), steps_between_looks, [](void*) { return QueryDeadline::is_over() ? 1 : 0; }, nullptr);
  }

  void execute(const std::string& text) override {
    if (int code = sqlite_api::sqlite3_exec(handle(), text.c_str(), nullptr, nullptr, nullptr);
        code != SQLITE_OK)
      throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(handle()), code);
  }

 private:
  static constexpr int steps_between_looks = 10'000;  // of SQLite's virtual machine: less than a millisecond
  sqlite_api::sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
  }

  CommitNotes notes_;
};

class SqliteEngine final : public Engine {
 public:
  explicit SqliteEngine(const std::string& path) : path_(path) {}

  std::unique_ptr<Connection> connect(Access access, Duration lock_timeout) const override {
    auto made = std::make_unique<SqliteConnection>(path_);
    set_lock_timeout(*made, lock_timeout);
    if (access == Access::read) {
      made->execute("PRAGMA query_only = ON");
      made->end_after_deadline();
    }
    if (access == Access::write) {
      made->execute("PRAGMA journal_mode = WAL");
      made->execute("PRAGMA synchronous = FULL");
      made->note_commits();
    }
    return made;
  }
  void set_lock_timeout(Connection& c, Duration timeout) const override {
    c.execute("PRAGMA busy_timeout = " + std::to_string(timeout.count()));
  }
  std::string_view begin_write() const override { return "BEGIN IMMEDIATE"; }
  std::string_view begin_read() const override { return "BEGIN"; }

  std::string name() const override { return std::filesystem::path(path_).filename().string(); }
  bool is_present() const override {
    return std::filesystem::exists(path_) && !std::filesystem::is_empty(path_);
  }
  std::int64_t version(Connection& c) const override {
    return one<Int>(c.session(), "PRAGMA user_version").value_or(0);
  }
  void set_version(Connection& c, std::int64_t number) const override {
    c.execute("PRAGMA user_version = " + std::to_string(number));
  }
  std::string migration(std::string_view text) const override { return migration_of("sqlite", text); }

  std::vector<std::string> tables(Connection& c) const override {
    std::vector<std::string> names;
    each<Text>(
        c.session(),
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        values(), [&](Text name) { names.push_back(std::move(name)); });
    return names;
  }

  std::vector<Column> columns(Connection& c, const std::string& table) const override {
    std::vector<Column> found;
    each<Text, Text>(
        c.session(), "SELECT name, type FROM pragma_table_info(?)", values(table),
        [&](Text name, const Text& type) {
          using enum Column::Type;
          found.push_back({std::move(name), type == "INTEGER" ? integer : type == "REAL" ? real : text});
        });
    return found;
  }
  std::string_view defer_references() const override { return "PRAGMA defer_foreign_keys = ON"; }

  std::map<std::string, std::int64_t> last_ids(Connection& c) const override {
    std::map<std::string, std::int64_t> found;
    each<Text, Int>(c.session(), "SELECT name, seq FROM sqlite_sequence", values(),
                    [&](Text table, Int id) { found.emplace(std::move(table), id); });
    return found;
  }
  void set_last_id(Connection& c, const std::string& table, std::int64_t id) const override {
    if (run(c.session(), "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", id, table) == 0)
      run(c.session(), "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, id);
  }

  std::vector<std::string> check(Connection& c) const override {
    std::vector<std::string> faults;
    each<Text>(c.session(), "PRAGMA integrity_check", values(), [&](const Text& line) {
      if (line != "ok") faults.push_back("database: " + line);
    });
    each<Text, Int>(c.session(), "PRAGMA foreign_key_check", values(), [&](const Text& table, Int row) {
      faults.push_back("database: row " + std::to_string(row) + " of " + table +
                       " points to something that is not there");
    });
    return faults;
  }

  bool is_conflict(const soci::soci_error&) const override { return false; }
  bool is_locked(const soci::soci_error& error) const override { return sqlite_code(error) == SQLITE_BUSY; }
  bool is_wrong_schema(const soci::soci_error& error) const override {
    return sqlite_code(error) == SQLITE_ERROR;
  }

 private:
  const std::string path_;
};

}  // namespace

std::unique_ptr<Engine> sqlite_engine(const std::string& path) {
  return std::make_unique<SqliteEngine>(path);
}

}  // namespace cunkou::sql
