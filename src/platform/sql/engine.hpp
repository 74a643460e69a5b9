#pragma once
// The engines of the state database, by what they do differently: connections, transactions, schema version,
// failures. For .cpp files of platform/sql and its tests. One implementation for SQLite, one for PostgreSQL.

#include <soci/soci.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::sql {

class Transaction;

struct HeldByAnother : Broken {
  using Broken::Broken;
};

// One session of one thread at a time. Functions throw soci::soci_error.
class Connection {
 public:
  virtual ~Connection() = default;

  soci::session& session() { return session_; }

  // Executes one or several statements without values.
  virtual void execute(const std::string& text) = 0;
  // False once the server has closed the session: it must not be used again.
  virtual bool is_usable() { return true; }

  // While it lives, the session may wait for its server.
  virtual std::shared_ptr<void> work() { return {}; }

  // Executes `begin`, then f, and commits if f returns true. An exception rolls back.
  void transaction(std::string_view begin, const std::function<bool(Transaction&)>& f);

 protected:
  virtual void commit() { execute("COMMIT"); }

  soci::session session_;
};

class Engine {
 public:
  struct Column {
    enum class Type { integer, real, text };
    std::string name;
    Type type;
  };
  // alone: long work on a connection of its own, without a time-out for statements.
  enum class Access { read, write, alone };
  virtual ~Engine() = default;

  // `lock_timeout`: how long to wait for another program that writes.
  virtual std::unique_ptr<Connection> connect(Access, Duration lock_timeout) const = 0;
  virtual void set_lock_timeout(Connection&, Duration) const = 0;
  // Statements of this connection, which serves, are ended after half a minute from now on.
  virtual void limit_statements(Connection&) const {}
  // Makes `holder` the holder of the database for as long as the connection lives, and returns the name of
  // the session. Ends the session `before`, of the same holder, which the server may not know to be lost.
  // Throws HeldByAnother if there is another holder. A file is held by the lock of its folder.
  virtual std::string hold(Connection&, const std::string& /*holder*/, const std::string& /*before*/) const {
    return {};
  }
  virtual void release(Connection&) const {}
  // Whether that session still holds the database. Any connection.
  virtual bool is_held(Connection&, const std::string& /*session*/) const { return true; }
  // The number of the last commit of a holder (postgresql_session.hpp). A file needs none.
  virtual bool numbers_commits() const { return false; }
  virtual std::int64_t last_commit(Connection&) const { return 0; }  // waits for a commit that is under way
  virtual void set_last_commit(Connection&, std::int64_t) const {}
  // False, and nothing is changed, if the last commit was not `before`.
  virtual bool replace_last_commit(Connection&, std::int64_t /*before*/, std::int64_t) const { return true; }

  // One transaction at a time in all programs, with the newest state; a snapshot.
  virtual std::string_view begin_write() const = 0;
  virtual std::string_view begin_read() const = 0;
  // Statements of a transaction that begins so are ended after `left` (base/query_deadline.hpp).
  virtual std::string begin_read_within(Duration /*left*/) const { return std::string(begin_read()); }

  // For messages: the file's name, or the server and database without a password.
  virtual std::string name() const = 0;
  // False where the file is missing, which SQLite would create, or empty.
  virtual bool is_present() const { return true; }
  // 0 for an empty database.
  virtual std::int64_t version(Connection&) const = 0;
  virtual void set_version(Connection&, std::int64_t) const = 0;
  // Before the first migration of an empty database.
  virtual void create_version_table(Connection&) const {}
  // A migration as this engine writes it.
  virtual std::string migration(std::string_view text) const = 0;
  virtual std::vector<std::string> tables(Connection&) const = 0;  // of the migrations
  virtual std::vector<Column> columns(Connection&, const std::string& table) const = 0;
  // How to read many rows within a transaction: libpq keeps all rows of a statement in memory.
  struct Rows {
    std::string statement;
    bool is_part = false;  // run it again and again until it gives no row
  };
  virtual Rows rows_of(Connection&, const std::string& select) const { return {select}; }
  // Checks references at the end of the transaction alone.
  virtual std::string_view defer_references() const = 0;
  // The highest id that each table with ids of its own has ever given to a row.
  virtual std::map<std::string, std::int64_t> last_ids(Connection&) const = 0;
  virtual void set_last_id(Connection&, const std::string& table, std::int64_t id) const = 0;
  // Faults of the stored data, each a sentence.
  virtual std::vector<std::string> check(Connection&) const = 0;

  // The transaction may be run again: another one changed what it read.
  virtual bool is_conflict(const soci::soci_error&) const = 0;
  // Another program has not released its lock in time.
  virtual bool is_locked(const soci::soci_error&) const = 0;
  // A statement of a transaction that fails where the disk of the server has no space for many rows.
  virtual std::string_view require_space() const { return {}; }
  // The server lets this session read only, as a standby does.
  virtual bool is_read_only(const soci::soci_error&) const { return false; }
  // A statement does not fit the tables.
  virtual bool is_wrong_schema(const soci::soci_error&) const = 0;
};

std::unique_ptr<Engine> engine_of(const std::string& address);  // of the two below
// Of a file, or ":memory:".
std::unique_ptr<Engine> sqlite_engine(const std::string& path);
// Of postgresql://user@host:port/database?parameters. A password that the URL does not have comes from
// $PGPASSWORD or the file that passfile= names, as libpq reads them.
std::unique_ptr<Engine> postgresql_engine(const std::string& url);

}  // namespace cunkou::sql
