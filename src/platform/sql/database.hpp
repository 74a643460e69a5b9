#pragma once
// The state database: cunkou.db of SQLite, or a database of a PostgreSQL server. One writer at a time,
// concurrent readers, migrations applied at start.
// Series have a file of their own (sensing/series/sql/series_sql.hpp). Knows no tables: each capability
// implements its stores over a Transaction.
//
//   database.write([&](sql::Transaction& t) -> Result<AlarmId> {
//     Act act{…, journal_of(t)};
//     return raise_alarm(act, alarm_store(t), …);
//   });
//
// write(): one transaction at a time; commits if the function returns a value, rolls back on a refusal or an
// exception. read(): one consistent snapshot. The function may run again after a serialisation failure or a
// lost connection, so it must be repeatable. A failing database is thrown as sql::Broken, which adapters turn
// into Code::unavailable.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"
#include "base/unavailable.hpp"

namespace soci {
class session;
}

namespace cunkou::sql {

struct WordColumn;  // word_column.hpp

struct Broken : Unavailable {
  using Unavailable::Unavailable;
};

// A transaction on one thread.
class Transaction {
 public:
  explicit Transaction(soci::session& session) : session_(session) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  soci::session& session() { return session_; }

  // The transaction's only store of this kind, created on first use: an Implementation(session).
  template <class Store, class Implementation>
  Store& store() {
    auto& held = stores_[typeid(Store)];
    if (!held) held = std::make_shared<Implementation>(session_);
    return *static_cast<Implementation*>(held.get());
  }

 private:
  soci::session& session_;
  std::unordered_map<std::type_index, std::shared_ptr<void>> stores_;
};

// Whether the address of a state database is that of a PostgreSQL server; else it is a file.
bool is_postgresql(std::string_view address);
// The address of a server with a password that it does not have yet.
std::string with_password(const std::string& address, std::string_view password);
// Why a holder stores nothing more.
Label written_by_another();
// For messages: the file's name, or server and database, never a password.
std::string name_of(const std::string& address);

class Database {
 public:
  // twice: runs each function a first time, rolls that back and runs it again, as after a serialisation
  // failure. Tests find so a function that is not repeatable.
  enum class Runs { once, twice };
  // A file, ":memory:" for tests, or postgresql://…; throws Broken with a readable message. `lock_timeout`:
  // how long to wait for another process that writes, such as a backup or `cunkou device add`. Older tables
  // are migrated, which is refused while another one holds the database.
  explicit Database(const std::string& address, Duration lock_timeout = seconds(10), Runs = Runs::once);
  // For a server: this object is the only one that holds the database, while it lives, from before the tables
  // are looked at. Throws Broken, naming the other holder, if there is one; writes and probe() do so too, if
  // another one has taken it or has written while the connection was lost. `holder` names this server for
  // others: "HOST, process 123". A write of the holder whose connection is lost while the server commits
  // waits until the server says whether it did; other writes are refused meanwhile.
  Database(const std::string& address, const std::string& holder);
  ~Database();
  Database(Database&&) noexcept;

  // f returns a Result, which write() returns, or void: then it cannot refuse.
  template <class F>
  auto write(F&& f) {
    using R = std::invoke_result_t<F, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      run_write([&](Transaction& t) {
        f(t);
        return true;
      });
    } else {
      std::unique_ptr<R> held;
      run_write([&](Transaction& t) {
        held = std::make_unique<R>(f(t));
        return !held->has_error();
      });
      return std::move(*held);
    }
  }

  // read() returns f's value.
  template <class F>
  auto read(F&& f) {
    using R = std::invoke_result_t<F, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      run_read([&](Transaction& t) { f(t); });
    } else {
      std::unique_ptr<R> held;
      run_read([&](Transaction& t) { held = std::make_unique<R>(f(t)); });
      return std::move(*held);
    }
  }

  // Writes that begin after it wait so long for another process; from any thread.
  void set_lock_timeout(Duration);

  // Why the holder is one no more; none: it is, or no server answers.
  std::optional<Label> lost_to_another() const;
  // From now on a write that waits for an answer throws Broken instead.
  void give_up();

  // Throws Broken, with the fault, unless the database can be read and written now; waits one second for
  // another process's lock. A holder whose session the server has ended holds the database again. A write of
  // this object that holds the lock meanwhile shows that it can be
  // written. Of a file on a new connection, since an earlier one may still work on a lost file.
  void probe();

  // Throws Broken where the disk of a server has no space for many rows: one row may still fit.
  void require_space();

  std::vector<std::string> check();  // integrity and foreign keys
  // Words that `is_known` denies, each with its first row; an empty word and NULL are none.
  std::vector<std::string> unknown_words(std::span<const WordColumn>);

 private:
  void run_write(const std::function<bool(Transaction&)>&);
  void run_read(const std::function<void(Transaction&)>&);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Throws Broken for a state database that Database refuses because of its version, or that cannot be read.
// Changes nothing.
void require_known_version(const std::string& address);

// Whether the table has a row; none: there is no such table, or no database. Throws Broken; changes nothing.
std::optional<bool> has_rows(const std::string& address, const std::string& table);
// The first text that the query of the table gives; none: it gives none, or there is no such table. Likewise.
std::optional<std::string> text_of(const std::string& address, const std::string& table,
                                   const std::string& query);

// False for an absent or empty file, and an empty database of a server. Throws Broken for one that cannot be
// read. Changes nothing.
bool has_tables(const std::string& address);

}  // namespace cunkou::sql
