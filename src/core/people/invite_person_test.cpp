#include "core/people/invite_person.hpp"

#include <gtest/gtest.h>

#include "access/permission.hpp"
#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using InvitePersonTest = testing::PeopleTest;
using WithdrawInvitationTest = testing::PeopleTest;
using FirstStartInvitationTest = testing::PeopleTest;

TEST_F(WithdrawInvitationTest, VoidsTheCode) {
  const auto invited = invite({access::Role::village, village, {}, ""}).value();
  const auto withdraw = [&] {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return withdraw_invitation(act, people::people_store(t), invited.id);
    });
  };
  EXPECT_TRUE(withdraw().has_value());
  EXPECT_EQ(withdraw().error().code, Code::conflict);
  EXPECT_EQ(accept(invited.code, "13800000001").error().code, Code::gone);
}

TEST_F(InvitePersonTest, RefusesARoleAtTheWrongLevel) {
  EXPECT_TRUE(invite({access::Role::county, village, {}, ""}).has_error());
  EXPECT_TRUE(invite({access::Role::village, county, {}, ""}).has_error());
  EXPECT_TRUE(invite({access::Role::village, {}, {}, ""}).has_error());
  EXPECT_TRUE(invite({access::Role::farmer, village, {}, ""}).has_error());
  EXPECT_TRUE(invite({access::Role::technician, county, {}, ""}).has_value());
}

TEST_F(FirstStartInvitationTest, InvitesAnOperatorUntilThereIsOne) {
  const auto start = [&] {
    return write([&](journal::Act& act, sql::Transaction& t) {
             return Result<std::optional<Invited>>(
                 first_start_invitation(act, people::people_store(t), places::place_store(t)));
           })
        .value();
  };
  const auto first = start(), second = start();
  EXPECT_EQ(accept(first->code, "13800000001").error().code, Code::gone) << "the later link counts";
  const auto id = accept(second->code, "13800000001").value();
  EXPECT_FALSE(start().has_value());
  access::Identity who;
  who.person = id;
  who.grants = read([&](PeopleStore& s) { return s.grants_of(id); });
  EXPECT_TRUE(access::may(who, access::Permission::operate, {}));
}

}  // namespace
}  // namespace cunkou::people
