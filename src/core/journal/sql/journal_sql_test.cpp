#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "core/journal/act.hpp"
#include "core/journal/testing/journal_contract.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "platform/sql/testing/state_database.hpp"

namespace cunkou::journal {
namespace {

void record(sql::Database& database) {
  database.write([](sql::Transaction& t) {
    Act{PersonId{7}, "cli", {1'700'000'000'123}, journal_of(t)}.record("add_place", "place:1");
  });
}

TEST(Journal, StoresNumberTimeAndPerson) {
  sql::Database database = sql::testing::repeating_database();
  record(database);
  const auto newest = database.read([](sql::Transaction& t) { return journal_of(t).newest(1); });
  EXPECT_EQ(newest.front().number, 1);
  EXPECT_EQ(newest.front().at.ms, 1'700'000'000'123);
  EXPECT_EQ(newest.front().who, PersonId{7});
}

TEST(CheckJournal, DetectsAChangedEntry) {
  sql::Database database = sql::testing::repeating_database();
  for (int i = 0; i < 3; ++i) record(database);
  database.write([](sql::Transaction& t) {
    t.session() << "DROP TRIGGER journal_is_not_changed";
    t.session() << "UPDATE journal SET verb = 'x' WHERE number = 2";
  });
  ASSERT_EQ(check_journal(database).size(), 1u);
  EXPECT_NE(check_journal(database)[0].find("entry 2"), std::string::npos);
}

}  // namespace
namespace testing {
namespace {

template <class Engine>
struct JournalOn : sql::testing::StateDatabase<Engine> {
  template <class F>
  void with(F&& f) {
    this->write([&](sql::Transaction& t) { f(journal_of(t)); });
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sql, JournalContract, sql::testing::OnEachEngine<JournalOn>);

template <class Engine>
using JournalSql = JournalContract<JournalOn<Engine>>;
TYPED_TEST_SUITE(JournalSql, sql::testing::Engines);

TYPED_TEST(JournalSql, RefusesAChangeOfAnEntry) {
  for (int i = 0; i < 3; ++i) this->append("add_place");
  std::vector<std::string> changes{"UPDATE journal SET verb = 'x' WHERE number = 2",
                                   "DELETE FROM journal WHERE number = 2"};
  if constexpr (std::is_same_v<TypeParam, sql::testing::Postgresql>) changes.push_back("TRUNCATE journal");
  for (const auto& text : changes)
    EXPECT_THROW(this->implementation.write([&](sql::Transaction& t) { t.session() << text; }), sql::Broken)
        << text;
}

}  // namespace
}  // namespace testing
}  // namespace cunkou::journal
