#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "platform/sql/database.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/dialect.hpp"
#include "platform/sql/engine.hpp"
#include "platform/sql/postgresql_session.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
namespace {

class PostgresqlConnection final : public Connection {
 public:
  PostgresqlConnection(const PostgresqlAddress& address, bool is_reader)
      : stalls_(address.stalls()), is_reader_(is_reader) {
    session_.open(soci::postgresql, address.text());
    socket_ = std::make_unique<StallDetector::Socket>(PQsocket(server()));
    PQsetNoticeProcessor(
        server(), [](void*, const char*) {}, nullptr);
    const StallDetector::Work working(stalls_, *socket_);
    const auto settings = answer(session_settings());
    if (PQresultStatus(settings.get()) == PGRES_TUPLES_OK) process_ = process_of(settings.get());
  }

  // Its statements have time-outs from now on.
  void set_limited() {
    socket_->process = process_;
    socket_->is_limited = true;
  }

  std::shared_ptr<void> work() override { return std::make_shared<StallDetector::Work>(stalls_, *socket_); }

  void execute(const std::string& text) override {
    const StallDetector::Work working(stalls_, *socket_);
    answer(text);
  }
  bool is_usable() override { return PQstatus(server()) == CONNECTION_OK; }
  int server_version() { return PQserverVersion(server()); }  // 150018 of 15.18
  std::string encoding() {
    const char* name = PQparameterStatus(server(), "server_encoding");
    return name ? name : "";
  }

 protected:
  // PostgreSQL answers ROLLBACK, and no error, where a statement has failed before.
  void commit() override {
    const bool has_failed = PQtransactionStatus(server()) == PQTRANS_INERROR;
    if (has_failed && !is_reader_) throw soci::soci_error("a statement of the transaction failed");
    execute(has_failed ? "ROLLBACK" : "COMMIT");
  }

 private:
  PostgresqlResult answer(const std::string& text) {
    PostgresqlResult result(PQexec(server(), text.c_str()));
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(server()), state ? state : "08000");
  }

  PGconn* server() { return static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_; }

  StallDetector& stalls_;
  std::unique_ptr<StallDetector::Socket> socket_;
  int process_ = 0;
  const bool is_reader_;
};

std::string state_of(const soci::soci_error& error) {
  const auto* postgresql = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return postgresql ? postgresql->sqlstate() : std::string();
}

// The sessions that hold the database, for FROM … WHERE. The lock is one of this schema: the numbers only
// have to be ours.
constexpr std::string_view holders =
    "pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.classid = "
    "610829 "
    "AND l.objid = hashtext(current_schema()) & 2147483647 AND l.granted AND l.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database())";
// A process number is used again.
constexpr std::string_view session_name = "a.pid || ' ' || extract(epoch FROM a.backend_start)";

// For messages: who holds it, from which host, and since when.
std::string holder_of(Connection& c) {
  std::string holder;
  each<Text, Text, Text>(
      c.session(),
      "SELECT coalesce(a.application_name, a.usename || ', session ' || a.pid), "
      "coalesce(host(a.client_addr), ''), "
      "coalesce(to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), '') FROM " +
          std::string(holders),
      values(), [&](const Text& name, const Text& address, const Text& since) {
        holder = name + (address.empty() ? "" : " (" + address + ")") + ", " + since + " UTC";
      });
  return holder;
}

class PostgresqlEngine final : public Engine {
 public:
  explicit PostgresqlEngine(const std::string& url) : address_(url) {}

  std::unique_ptr<Connection> connect(Access access, Duration lock_timeout) const override {
    auto made = open(access == Access::read);
    const auto working = made->work();
    set_lock_timeout(*made, lock_timeout);
    if (access == Access::read) {
      limit_statements(*made);
      made->execute("SET default_transaction_read_only = on");
    }
    return made;
  }
  void limit_statements(Connection& c) const override {
    c.execute(std::string(limited_settings));
    static_cast<PostgresqlConnection&>(c).set_limited();
  }

  void set_lock_timeout(Connection& c, Duration timeout) const override {
    c.execute("SET lock_timeout = " + std::to_string(timeout.count()));
  }
  std::string hold(Connection&, const std::string& holder, const std::string& before) const override;
  void release(Connection& c) const override { c.execute("SELECT pg_advisory_unlock_all()"); }
  bool is_held(Connection& c, const std::string& session) const override {
    const auto working = c.work();
    return has_row(c.session(), std::string(holders) + " AND " + std::string(session_name) + " = ?", session);
  }
  bool numbers_commits() const override { return true; }
  std::int64_t last_commit(Connection& c) const override {
    const auto working = c.work();
    return one<Int>(c.session(), "SELECT last_commit FROM schema_version FOR UPDATE").value_or(0);
  }
  void set_last_commit(Connection& c, std::int64_t number) const override {
    c.execute("UPDATE schema_version SET last_commit = " + std::to_string(number));
  }
  bool replace_last_commit(Connection& c, std::int64_t before, std::int64_t number) const override {
    return run(c.session(), "UPDATE schema_version SET last_commit = ? WHERE last_commit = ?", number,
               before) == 1;
  }

  // LOCK TABLE takes no snapshot: the transaction sees what the writer before it has committed.
  std::string_view begin_write() const override {
    return "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE schema_version IN EXCLUSIVE MODE";
  }
  std::string_view begin_read() const override { return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"; }
  std::string begin_read_within(Duration left) const override {
    return std::string(begin_read()) + "; SET LOCAL statement_timeout = " + std::to_string(left.count() + 1);
  }

  std::string name() const override { return address_.name(); }

  std::int64_t version(Connection& c) const override {
    const auto working = c.work();
    if (!has_version_table(c)) return 0;
    return one<Int>(c.session(), "SELECT number FROM schema_version").value_or(0);
  }
  void set_version(Connection& c, std::int64_t number) const override {
    c.execute("UPDATE schema_version SET number = " + std::to_string(number));
  }
  void create_version_table(Connection& c) const override {
    if (has_version_table(c)) return;
    c.execute(
        "BEGIN; CREATE TABLE schema_version (number BIGINT NOT NULL, last_commit BIGINT NOT NULL);"
        "INSERT INTO schema_version VALUES (0, 0); COMMIT");
  }
  std::string migration(std::string_view text) const override {
    return postgresql_migration(migration_of("postgresql", text));
  }

  std::vector<std::string> tables(Connection& c) const override {
    const auto working = c.work();
    std::vector<std::string> names;
    each<Text>(c.session(),
               "SELECT quote_ident(relname) FROM pg_class c WHERE relkind IN ('r', 'p') AND "
               "relnamespace = CAST(current_schema() AS regnamespace) AND relname <> 'schema_version' AND "
               // Those of an extension, such as PostGIS, are not of a migration.
               "NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = CAST('pg_class' AS regclass) AND "
               "objid = c.oid AND deptype = 'e') ORDER BY relname",
               values(), [&](Text name) { names.push_back(std::move(name)); });
    return names;
  }

  std::vector<Column> columns(Connection& c, const std::string& table) const override {
    std::vector<Column> found;
    each<Text, Text>(c.session(),
                     "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE "
                     "table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position",
                     values(table), [&](Text name, const Text& type) {
                       using enum Column::Type;
                       found.push_back({std::move(name), type == "bigint"             ? integer
                                                         : type == "double precision" ? real
                                                                                      : text});
                     });
    return found;
  }
  Rows rows_of(Connection& c, const std::string& select) const override {
    c.execute("CLOSE ALL; DECLARE rows NO SCROLL CURSOR FOR " + select);
    return {"FETCH 1000 FROM rows", true};
  }
  std::string_view defer_references() const override { return "SET CONSTRAINTS ALL DEFERRED"; }

  std::map<std::string, std::int64_t> last_ids(Connection& c) const override {
    std::map<std::string, std::int64_t> found;
    for (const auto& table : tables(c)) {
      const auto sequence = sequence_of(c, table);
      if (sequence.empty()) continue;
      const auto last = one<Int>(c.session(), "SELECT last_value FROM " + sequence + " WHERE is_called");
      if (last) found.emplace(table, *last);
    }
    return found;
  }
  void set_last_id(Connection& c, const std::string& table, std::int64_t id) const override {
    c.execute("SELECT setval('" + sequence_of(c, table) + "', " + std::to_string(id) + ")");
  }

  // The server checks references with each change; here every row is read.
  std::vector<std::string> check(Connection& c) const override {
    std::vector<std::string> faults;
    const auto working = c.work();
    for (const auto& table : tables(c)) try {
        one<Int>(c.session(), "SELECT count(t::text) FROM " + table + " t");
      } catch (const soci::soci_error& error) {
        faults.push_back("database: " + table + " cannot be read: " + message_for(error).en);
      }
    return faults;
  }

  std::string_view require_space() const override {
    return "DO $$ BEGIN IF has_database_privilege(current_database(), 'TEMP') THEN "
           "CREATE TEMP TABLE space ON COMMIT DROP AS "
           "SELECT repeat(md5(n::text), 200) AS filling FROM generate_series(1, 100) AS n; END IF; END $$";
  }

  bool is_conflict(const soci::soci_error& error) const override {
    const auto state = state_of(error);
    return state == "40001" || state == "40P01";  // serialization_failure, deadlock_detected
  }
  bool is_locked(const soci::soci_error& error) const override {
    return state_of(error) == "55P03";  // lock_not_available
  }
  bool is_read_only(const soci::soci_error& error) const override {
    return state_of(error) == "25006";  // read_only_sql_transaction
  }
  bool is_wrong_schema(const soci::soci_error& error) const override {
    return state_of(error).starts_with("42");
  }

 private:
  std::unique_ptr<Connection> open(bool is_reader) const {
    auto made = address_.connect([&] { return std::make_unique<PostgresqlConnection>(address_, is_reader); });
    if (made->server_version() < 150000)
      throw Broken(format_label("{} 的 PostgreSQL 太旧：请用 15 或更新的版本",
                                "the PostgreSQL of {} is too old: use version 15 or newer", name()));
    if (made->encoding() != "UTF8")
      throw Broken(format_label(
          "数据库 {} 的编码是 {}：请新建一个 UTF8 的数据库（createdb --encoding=UTF8 --template=template0）",
          "the encoding of the database {} is {}: create one with UTF8 (createdb "
          "--encoding=UTF8 --template=template0)",
          name(), made->encoding()));
    return made;
  }

  // Of the ids that a table gives; empty: it gives none.
  static std::string sequence_of(Connection& c, const std::string& table) {
    const auto has_ids = has_row(c.session(),
                                 "information_schema.columns WHERE table_schema = current_schema() AND "
                                 "table_name = ? AND is_identity = 'YES'",
                                 table);
    if (!has_ids) return {};
    return one<Text>(c.session(), "SELECT pg_get_serial_sequence(?, 'id')", table).value_or("");
  }

  static bool has_version_table(Connection& c) {
    return has_row(c.session(),
                   "pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'");
  }

  const PostgresqlAddress address_;
};

std::string PostgresqlEngine::hold(Connection& c, const std::string& holder,
                                   const std::string& before) const {
  const auto working = c.work();
  // Names are cut at 63 bytes.
  run(c.session(), "SELECT set_config('application_name', ?, false)", holder);
  if (!before.empty())
    run(c.session(),
        "SELECT pg_terminate_backend(a.pid) FROM " + std::string(holders) + " AND " +
            std::string(session_name) + " = ?",
        before);
  // A session that has just ended may hold it a moment longer.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto held =
        one<Text>(c.session(), "SELECT " + std::string(session_name) +
                                   " FROM pg_stat_activity a WHERE a.pid = pg_backend_pid() AND "
                                   "pg_try_advisory_lock(610829, hashtext(current_schema()) & "
                                   "2147483647)");
    if (held) return *held;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (!before.empty() && is_held(c, before))
    throw Broken({"数据库还没有放开断了的连接，请稍后再试",
                  "the database has not released the lost connection of this server yet: try again"},
                 shown_to_people());
  throw HeldByAnother(
      format_label("另一个服务器正在用数据库 {}（{}）：一个数据库只能有一个服务器，请先停下它",
                   "another server uses the database {} ({}): a database has one server, stop that one "
                   "first",
                   name(), holder_of(c)),
      shown_to_people());
}

}  // namespace

std::unique_ptr<Engine> postgresql_engine(const std::string& url) {
  return std::make_unique<PostgresqlEngine>(url);
}

}  // namespace cunkou::sql
