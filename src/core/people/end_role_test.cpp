#include "core/people/end_role.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using EndRoleTest = testing::PeopleTest;

TEST_F(EndRoleTest, RefusesTheLastOperator) {
  const auto id = person({access::Role::operator_, {}, {}, ""}, "13800000001");
  const auto end = [&](PersonId of) {
    const auto role = read([&](PeopleStore& s) { return s.roles_of(of).front().id; });
    return write(
        [&](journal::Act& act, sql::Transaction& t) { return end_role(act, people::people_store(t), role); });
  };
  EXPECT_EQ(end(id).error().code, Code::conflict);
  const auto other = person({access::Role::operator_, {}, {}, ""}, "13800000002");
  EXPECT_TRUE(end(id).has_value());
  EXPECT_EQ(end(other).error().code, Code::conflict);
  EXPECT_TRUE(read([&](PeopleStore& s) { return s.roles_of(id).empty(); }));
}

}  // namespace
}  // namespace cunkou::people
