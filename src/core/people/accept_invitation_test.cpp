#include "core/people/accept_invitation.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"

namespace cunkou::people {
namespace {

using AcceptInvitationTest = testing::PeopleTest;

TEST_F(AcceptInvitationTest, CreatesAPersonWithTheRole) {
  const auto home = household("大棚户01");
  const auto invited = invite({access::Role::farmer, {}, home, "户主"}).value();
  const auto id = accept(invited.code, "13800000001", "大棚户01").value();
  const auto grants = read([&](PeopleStore& s) { return s.grants_of(id); });
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(grants[0].role, access::Role::farmer);
  EXPECT_EQ(grants[0].household, home);
  EXPECT_EQ(grants[0].place_path, "");
  EXPECT_EQ(read([&](PeopleStore& s) { return s.password(id); }), "hash");
}

TEST_F(AcceptInvitationTest, RefusesASecondUse) {
  const auto invited = invite({access::Role::village, village, {}, ""}).value();
  accept(invited.code, "13800000001").value();
  EXPECT_EQ(accept(invited.code, "13800000002").error().code, Code::gone);
  EXPECT_EQ(accept("ABCDEFGHJK", "13800000002").error().code, Code::not_found);
}

TEST_F(AcceptInvitationTest, RefusesAnExpiredCode) {
  const auto invited = invite({access::Role::village, village, {}, ""}).value();
  now = invited.expires;
  EXPECT_EQ(accept(invited.code, "13800000001").error().code, Code::gone);
}

TEST_F(AcceptInvitationTest, AddsARoleToAnAccount) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto second = invite({access::Role::technician, town, {}, ""}).value();
  EXPECT_EQ(accept(second.code, "13800000001").error().code, Code::conflict)
      << "has not proven to own the account";
  EXPECT_EQ(accept(second.code, "13800000001", "", id).value(), id);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.roles_of(id).size(); }), 2u);
}

TEST_F(AcceptInvitationTest, AddsTheSameRoleOnce) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  accept(invite({access::Role::village, village, {}, ""})->code, "13800000001", "", id).value();
  EXPECT_EQ(read([&](PeopleStore& s) { return s.roles_of(id).size(); }), 1u);
}

TEST_F(AcceptInvitationTest, RecordsTheInvitationBeforeIt) {
  person({access::Role::village, village, {}, ""}, "13800000001");
  database.read([](sql::Transaction& t) -> Result<int> {
    const auto newest = journal::journal_of(t).newest(2);
    EXPECT_EQ(newest.at(0).verb, "accept_invitation");
    EXPECT_EQ(newest.at(1).verb, "invite_person");
    EXPECT_EQ(newest.at(1).details.find("138"), std::string::npos);
    EXPECT_TRUE(journal::journal_of(t).verify().empty());
    return 0;
  });
}

}  // namespace
}  // namespace cunkou::people
