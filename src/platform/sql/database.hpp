#pragma once
// The state database (cunkou.db): one writer at a time, concurrent readers, migrations applied at start.
// Series have a file of their own (sensing/series/sql/series_sql.hpp). Knows no tables: each capability
// implements its stores over a Transaction.
//
//   database.write([&](sql::Transaction& t) -> Result<AlarmId> {
//     Act act{…, journal_of(t)};
//     return raise_alarm(act, alarm_store(t), …);
//   });
//
// write(): BEGIN IMMEDIATE; commits if the function returns a value, rolls back on a refusal or an exception.
// read(): one consistent snapshot. The function may run again after a serialisation failure, so it must be
// repeatable. A failing database is thrown as sql::Broken, which adapters turn into Code::unavailable.

#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
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

class Database {
 public:
  // twice: runs each function a first time, rolls that back and runs it again, as after a serialisation
  // failure. Tests find so a function that is not repeatable.
  enum class Runs { once, twice };
  // ":memory:" for tests; throws Broken with a readable message. `busy_timeout`: how long to wait for another
  // process that writes, such as a backup or `cunkou device add`.
  explicit Database(const std::string& path, Duration busy_timeout = seconds(10), Runs = Runs::once);
  ~Database();

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
  void set_busy_timeout(Duration);

  // Throws Broken, with the fault, unless the file can be read and written now; waits one second for another
  // process's lock. A write of this object that holds the lock meanwhile shows that the file can be written.
  // Uses a connection of its own, since an earlier one may still work on a lost file.
  void probe();

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
void require_known_version(const std::string& path);

// False for an absent or empty file. Throws Broken for one that cannot be read. Changes nothing.
bool has_tables(const std::string& path);

}  // namespace cunkou::sql
