#include "platform/sql/testing/repeating_database.hpp"

#include <gtest/gtest.h>

#include "platform/sql/statement.hpp"

namespace cunkou::sql::testing {
namespace {

std::int64_t tables(Transaction& t) {
  return one<std::int64_t>(t.session(), "SELECT count(*) FROM sqlite_master WHERE name LIKE 'notes%'")
      .value();
}

TEST(RepeatingDatabase, CommitsTheSecondOfTwoRuns) {
  Database database = repeating_database();
  int runs = 0;
  database.write([&](Transaction& t) {
    run(t.session(), "CREATE TABLE notes" + std::to_string(++runs) + " (number INTEGER)");
  });
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(database.read(tables), 1);
  EXPECT_TRUE(database.read([](Transaction& t) {
    return one<std::int64_t>(t.session(), "SELECT count(*) FROM notes2").has_value();
  }));
}

TEST(RepeatingDatabase, ReadsTwice) {
  Database database = repeating_database();
  int runs = 0;
  database.read([&](Transaction&) { ++runs; });
  EXPECT_EQ(runs, 2);
}

}  // namespace
}  // namespace cunkou::sql::testing
