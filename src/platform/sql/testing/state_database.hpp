#pragma once
// For tests: an empty state database on each engine that the program knows. A contract test of a store runs
// on all of them:
//
//   template <class Engine>
//   struct AlarmsOn : sql::testing::StateDatabase<Engine> { … };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Sql, AlarmStoreContract, sql::testing::OnEachEngine<AlarmsOn>);

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/sql/database.hpp"
#include "platform/sql/testing/postgresql.hpp"

namespace cunkou::sql::testing {

struct Sqlite {
  std::unique_ptr<Database> open(Database::Runs runs) {
    return std::make_unique<Database>(":memory:", seconds(10), runs);
  }
};

using Engines = ::testing::Types<Sqlite, Postgresql>;
template <template <class Engine> class Implementation>
using OnEachEngine = ::testing::Types<Implementation<Sqlite>, Implementation<Postgresql>>;

// Each function is a transaction of its own. It runs twice, as after a serialisation failure.
template <class Engine>
class StateDatabase {
 public:
  explicit StateDatabase(Database::Runs runs = Database::Runs::twice) : database_(engine_.open(runs)) {}

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
  Engine engine_;
  std::unique_ptr<Database> database_;
};

// The same for a value-parameterised suite:
//
//   struct EntitiesSql : ::testing::TestWithParam<std::string> {
//     sql::testing::NamedEngine engine{GetParam()};
//     sql::Database& database = engine.database();
//   };
//   INSTANTIATE_TEST_SUITE_P(On, EntitiesSql, ::testing::ValuesIn(sql::testing::engine_names()));
class NamedEngine {
 public:
  explicit NamedEngine(const std::string& name, Database::Runs runs = Database::Runs::twice) {
    if (name == "Postgresql")
      postgresql_.emplace(runs);
    else
      sqlite_.emplace(runs);
  }
  Database& database() { return postgresql_ ? postgresql_->database() : sqlite_->database(); }

 private:
  std::optional<StateDatabase<Sqlite>> sqlite_;
  std::optional<StateDatabase<Postgresql>> postgresql_;
};

inline std::vector<std::string> engine_names() { return {"Sqlite", "Postgresql"}; }

}  // namespace cunkou::sql::testing
