#pragma once
// For tests: an empty state database on each engine that the program knows. A contract test of a store runs
// on all of them:
//
//   template <class Engine>
//   struct AlarmsOn : sql::testing::StateDatabase<Engine> { … };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Sql, AlarmStoreContract, sql::testing::OnEachEngine<AlarmsOn>);

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::sql::testing {

struct Sqlite {
  static std::unique_ptr<Database> empty_database() {
    return std::unique_ptr<Database>(new Database(repeating_database()));
  }
};

using Engines = ::testing::Types<Sqlite>;
template <template <class Engine> class Implementation>
using OnEachEngine = ::testing::Types<Implementation<Sqlite>>;

// Each function is a transaction of its own. It runs twice, as after a serialisation failure.
template <class Engine>
class StateDatabase {
 public:
  Database& database() { return *database_; }

  template <class F>
  auto write(F&& f) {
    return database_->write(std::forward<F>(f));
  }
  template <class F>
  auto read(F&& f) {
    return database_->read(std::forward<F>(f));
  }

 private:
  std::unique_ptr<Database> database_ = Engine::empty_database();
};

}  // namespace cunkou::sql::testing
