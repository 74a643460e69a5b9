#include "platform/sql/bound_sql.hpp"

#include <gtest/gtest.h>

#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::sql {
namespace {

std::vector<std::int64_t> ids_of(const BoundSql& query) {
  auto database = testing::repeating_database();
  return database.read([&](Transaction& t) {
    std::vector<std::int64_t> ids;
    each_id(t.session(), query, [&](std::int64_t id) { ids.push_back(id); });
    return ids;
  });
}

TEST(BoundSql, KeepsTheOrderOfTheValuesOfItsParts) {
  auto part = bound_sql("length(").bind("a'b").add(") * ").bind(2.5);
  auto query = bound_sql("SELECT ").bind(7LL).add(" WHERE ") + part.add(" = 7.5");
  EXPECT_EQ(query.text, "SELECT ? WHERE length(?) * ? = 7.5");
  EXPECT_EQ(query.values, (std::vector<Bound>{7LL, "a'b", 2.5}));
  EXPECT_EQ(ids_of(query), std::vector<std::int64_t>{7});
}

TEST(EachId, CallsForEveryRowWithTheValuesBound) {
  const auto rows = bound_sql("SELECT column1 FROM (VALUES (1), (2), (3)) WHERE column1 > ").bind(1LL);
  EXPECT_EQ(ids_of(rows), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(ids_of(bound_sql("SELECT length(").bind("');--").add(")")), std::vector<std::int64_t>{5});
}

TEST(EachId, RefusesATooComplexStatement) {
  BoundSql deep = bound_sql("SELECT 1");  // a tree of 2000 levels
  for (int n = 0; n < 2000; ++n) deep.add(" + 1");
  EXPECT_THROW(ids_of(deep), TooComplex);
  BoundSql many = bound_sql("SELECT 1 WHERE 1 IN (0");
  for (int n = 0; n < 300'000; ++n) many.add(", ").bind(1LL);
  EXPECT_THROW(ids_of(many.add(")")), TooComplex);
}

TEST(EachId, ReportsABadStatementAsBroken) { EXPECT_THROW(ids_of(bound_sql("SELECT nothing")), Broken); }

}  // namespace
}  // namespace cunkou::sql
