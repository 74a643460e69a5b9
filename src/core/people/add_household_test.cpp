#include "core/people/add_household.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using AddHouseholdTest = testing::PeopleTest;

TEST_F(AddHouseholdTest, RefusesASecondOfThatNameAndOneOutsideAVillage) {
  household("大棚户01");
  EXPECT_EQ(
      write([&](journal::Act& act, sql::Transaction& t) {
        return add_household(act, people::people_store(t), places::place_store(t), {"大棚户01", village});
      })
          .error()
          .code,
      Code::conflict);
  EXPECT_TRUE(write([&](journal::Act& act, sql::Transaction& t) {
                return add_household(act, people::people_store(t), places::place_store(t), {"户", county});
              }).has_error());
}

}  // namespace
}  // namespace cunkou::people
