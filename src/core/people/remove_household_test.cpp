#include "core/people/remove_household.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using RemoveHouseholdTest = testing::PeopleTest;

TEST_F(RemoveHouseholdTest, RemovesUnusedHouseholdsOnly) {
  const auto home = household("大棚户01"), slip = household("大棚户99");
  const auto remove = [&](HouseholdId id, bool used = false) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return remove_household(act, people::people_store(t), id, used);
    });
  };
  ASSERT_TRUE(invite({access::Role::farmer, {}, home, "户主"}));
  EXPECT_EQ(remove(home).error().code, Code::conflict);
  EXPECT_EQ(remove(slip, true).error().code, Code::conflict);
  EXPECT_TRUE(remove(slip));
  EXPECT_EQ(remove(slip).error().code, Code::not_found);
  EXPECT_EQ(household("大棚户99").value, slip.value + 1) << "an id is not used twice";
}

}  // namespace
}  // namespace cunkou::people
