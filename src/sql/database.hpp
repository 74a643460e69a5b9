#pragma once
// The state database (cunkou.db): one writer at a time, readers beside it, schema/*.sql applied at start.
// Series have a file of their own (series_sql.hpp).
//
//   database.write([&](sql::Stores& s) -> Result<AlarmId> { Act act{…, s.journal()}; return raise_alarm(act,
//   s.alarms(), …); });
//
// write(): BEGIN IMMEDIATE; commits if the function returns a value, rolls back on a refusal or an exception.
// read(): one consistent snapshot. A broken database is thrown as sql::Broken, which adapters turn into
// Code::unavailable.

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::journal {
class Journal;
}
namespace cunkou::places {
class PlaceStore;
}
namespace cunkou::people {
class PeopleStore;
}
namespace cunkou::things {
class ThingStore;
}
namespace cunkou::control {
class AlarmStore;
class CommandStore;
class RuleStore;
class DeliveryStore;
class ChannelStore;
}  // namespace cunkou::control

namespace cunkou::sql {

struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Stores {
 public:
  virtual ~Stores() = default;
  virtual journal::Journal& journal() = 0;
  virtual places::PlaceStore& places() = 0;
  virtual people::PeopleStore& people() = 0;
  virtual things::ThingStore& things() = 0;
  virtual control::AlarmStore& alarms() = 0;
  virtual control::CommandStore& commands() = 0;
  virtual control::RuleStore& rules() = 0;
  virtual control::DeliveryStore& deliveries() = 0;
  virtual control::ChannelStore& channels() = 0;
};

class Database {
 public:
  // ":memory:" for tests; throws Broken with a plain sentence. `patience`: how long to wait for another
  // program, a backup or `cunkou device add`, that is writing.
  explicit Database(const std::string& path, Duration patience = seconds(10));
  ~Database();

  template <class F>
  auto write(F&& f) {
    using R = std::invoke_result_t<F, Stores&>;
    std::unique_ptr<R> held;
    run_write([&](Stores& stores) {
      held = std::make_unique<R>(f(stores));
      return !held->has_error();
    });
    return std::move(*held);
  }

  template <class F>
  auto read(F&& f) {
    using R = std::invoke_result_t<F, Stores&>;
    std::unique_ptr<R> held;
    run_read([&](Stores& stores) { held = std::make_unique<R>(f(stores)); });
    return std::move(*held);
  }

  // Throws Broken, with what is wrong, unless the file can be read and written now; another's lock is waited
  // for a second. On a connection of its own, so that a healthy one of before hides nothing.
  void probe();

  void backup(const std::string& file);  // a consistent copy, while serving (VACUUM INTO)
  std::vector<std::string> check();      // integrity, foreign keys, the journal's chain

 private:
  void run_write(const std::function<bool(Stores&)>&);
  void run_read(const std::function<void(Stores&)>&);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::sql
