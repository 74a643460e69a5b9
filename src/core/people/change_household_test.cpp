#include "core/people/change_household.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using ChangeHouseholdTest = testing::PeopleTest;

TEST_F(ChangeHouseholdTest, ChangesNameAndQuietHours) {
  const auto home = household("大棚户01");
  const auto change = [&](ChangeHousehold what) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return change_household(act, people::people_store(t), home, what);
    });
  };
  EXPECT_TRUE(change({{}, "22:00", {}}).has_error());
  EXPECT_TRUE(change({{}, "22:00", "24:00"}).has_error());
  EXPECT_TRUE(change({{}, "22:00", "6:00"}).has_error());
  EXPECT_EQ(change({"示例户", "22:00", "06:30"})->quiet->to_min, 390);
  const auto stored = read([&](PeopleStore& s) { return s.households("/1/2/").at(0); });
  EXPECT_EQ(stored.name, "示例户");
  EXPECT_EQ(clock_text(stored.quiet->from_min), "22:00");
  EXPECT_FALSE(change({{}, "", ""})->quiet.has_value());
}

}  // namespace
}  // namespace cunkou::people
