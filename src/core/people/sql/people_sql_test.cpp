#include "core/people/people_store.hpp"

#include <gtest/gtest.h>

#include "core/people/testing/people_fixture.hpp"
#include "platform/sql/testing/state_database.hpp"

namespace cunkou::people {
namespace {

template <class Engine>
class PeopleStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  PeopleStoreContract() {
    database.write([&](sql::Transaction& t) {
      county =
          places::place_store(t).put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, {}, {}});
      Household home;
      home.name = "大棚户01";
      home.place = county.id;
      home.quiet = ClockSpan{22 * 60, 6 * 60};
      household = people_store(t).put_household(home);
      Person person;
      person.name = "示例";
      person.phone = "13800000001";
      person.created = start;
      first = people_store(t).put_person(person);
      person.phone = "13800000002";
      second = people_store(t).put_person(person);
    });
  }
  template <class F>
  void with(F&& f) {
    database.write([&](sql::Transaction& t) { f(people_store(t)); });
  }

  sql::testing::StateDatabase<Engine> database;
  places::Place county;
  HouseholdId household;
  PersonId first, second;
};
TYPED_TEST_SUITE(PeopleStoreContract, sql::testing::Engines);

TYPED_TEST(PeopleStoreContract, KeepsAPersonAndThePassword) {
  this->with([&](PeopleStore& people) {
    auto person = *people.person_by_phone("13800000001");
    EXPECT_EQ(person.id, this->first);
    EXPECT_EQ(person.created, this->start);
    EXPECT_EQ(people.password(this->first), "");
    person.name = "新名字";
    person.language = "en";
    person.elder_mode = true;
    EXPECT_EQ(people.put_person(person), this->first);
    people.set_password(this->first, "hash");
    const auto stored = people.person(this->first);
    EXPECT_EQ(stored->name, "新名字");
    EXPECT_EQ(stored->language, "en");
    EXPECT_TRUE(stored->elder_mode);
    EXPECT_EQ(people.password(this->first), "hash");
    EXPECT_FALSE(people.person(PersonId{99}));
    EXPECT_FALSE(people.person_by_phone("13800000009"));
  });
}

TYPED_TEST(PeopleStoreContract, KeepsAHousehold) {
  this->with([&](PeopleStore& people) {
    auto home = *people.household(this->household);
    EXPECT_EQ(home.quiet->from_min, 22 * 60);
    EXPECT_FALSE(people.has_members(this->household));
    home.name = "大棚户甲";
    home.quiet.reset();
    people.put_household(home);
    EXPECT_EQ(people.households("/").at(0).name, "大棚户甲");
    EXPECT_FALSE(people.households(std::vector{this->household}).at(0).quiet);
    EXPECT_TRUE(people.households("/99/").empty());
    people.remove(this->household);
    EXPECT_FALSE(people.household(this->household));
    home.quiet = ClockSpan{22 * 60, 6 * 60};
  });
}

TYPED_TEST(PeopleStoreContract, AddsAndEndsRoles) {
  this->with([&](PeopleStore& people) {
    HeldRole role;
    role.person = this->first;
    role.role = access::Role::county;
    role.place = this->county.id;
    role.given = this->start;
    role.given_by = this->second;
    const auto id = people.add_role(role);
    EXPECT_EQ(people.add_role(role), id) << "the same role";
    HeldRole farmer;
    farmer.person = this->first;
    farmer.role = access::Role::farmer;
    farmer.household = this->household;
    farmer.given = this->start;
    people.add_role(farmer);
    EXPECT_EQ(people.role(id)->given_by, this->second);
    EXPECT_EQ(people.roles_of(this->first).size(), 2u);
    EXPECT_EQ(people.roles_at(this->county.id).size(), 1u);
    EXPECT_EQ(people.roles_in(this->household).size(), 1u);
    EXPECT_EQ(people.grants_of(this->first).at(0).place_path, this->county.path);
    EXPECT_TRUE(people.has_members(this->household));
    people.end_role(id, this->start + hours(1));
    EXPECT_EQ(people.roles_of(this->first).size(), 1u);
    EXPECT_TRUE(people.roles_at(this->county.id).empty());
  });
}

TYPED_TEST(PeopleStoreContract, AddsAndEndsSessions) {
  this->with([&](PeopleStore& people) {
    const auto add = [&](std::string hash, Instant at) {
      Session session;
      session.person = this->first;
      session.token_hash = std::move(hash);
      session.device = "Android · WeChat";
      session.address = "1.1.1.1";
      session.created = session.last_seen = at;
      return people.add_session(session);
    };
    const auto early = add("a1", this->start), late = add("b2", this->start + hours(1)),
               third = add("c3", this->start - hours(1));
    EXPECT_EQ(people.session_by_hash("a1")->id, early);
    EXPECT_EQ(people.session(early)->device, "Android · WeChat");
    EXPECT_EQ(people.sessions_of(this->first).at(0).id, late);
    people.seen(third, this->start + hours(2));
    EXPECT_EQ(people.sessions_of(this->first).at(0).id, third) << "the latest seen first";
    people.end_session(third);
    EXPECT_FALSE(people.session(third));
    EXPECT_EQ(people.end_sessions_of(this->first, early), std::vector<std::string>{"b2"});
    EXPECT_EQ(people.sessions_of(this->first).size(), 1u);
  });
}

TYPED_TEST(PeopleStoreContract, AddsAndEndsInvitations) {
  this->with([&](PeopleStore& people) {
    Invitation invitation;
    invitation.code_hash = "a1";
    invitation.role = access::Role::farmer;
    invitation.household = this->household;
    invitation.name = "户主";
    invitation.invited_by = this->second;
    invitation.created = this->start;
    invitation.expires = this->start + days(7);
    const auto id = people.add_invitation(invitation);
    EXPECT_EQ(people.invitation_by_hash("a1")->id, id);
    EXPECT_EQ(people.invitation(id)->role, access::Role::farmer);
    EXPECT_EQ(people.invitation(id)->household, this->household);
    EXPECT_EQ(people.invitation(id)->expires, this->start + days(7));
    EXPECT_EQ(people.open_invitations(this->start).size(), 1u);
    EXPECT_TRUE(people.open_invitations(this->start + days(8)).empty());
    people.end_invitation(id, this->start + hours(1), this->first);
    EXPECT_EQ(people.invitation(id)->ended, this->start + hours(1));
    EXPECT_TRUE(people.open_invitations(this->start).empty());
  });
}

using PeopleSql = testing::PeopleTest;

TEST_F(PeopleSql, ListsPersonsByTheScopeOfTheirRoles) {
  const auto home = household("大棚户01");
  person({access::Role::farmer, {}, home, ""}, "13800000001", "大棚户01");
  person({access::Role::village, village, {}, ""}, "13800000002", "村支书(示例)");
  person({access::Role::county, county, {}, ""}, "13900000003", "县里(示例)");
  person({access::Role::operator_, {}, {}, ""}, "13900000004", "管理员(示例)");
  const auto list = [&](std::vector<std::string> under, std::string q, std::size_t top = 100,
                        std::size_t skip = 0) {
    const auto page = read([&](PeopleStore& s) { return s.list({under, q, top, skip}); });
    return std::pair(page.count, page.people.size());
  };
  using Counts = std::pair<std::int64_t, std::size_t>;
  EXPECT_EQ(list({"/1/2/3/"}, ""), Counts(2, 2));
  EXPECT_EQ(list({"/1/"}, ""), Counts(3, 3));
  EXPECT_EQ(list({"/"}, ""), Counts(4, 4));
  EXPECT_EQ(list({}, ""), Counts(0, 0));
  EXPECT_EQ(list({"/1/"}, "0002"), Counts(1, 1));
  EXPECT_EQ(list({"/1/"}, "138 0000-0002"), Counts(1, 1));
  for (auto part : {"138", "1380000", "00002", "002", "000", "38000000", "1380000000", "13800000002 x"})
    EXPECT_EQ(list({"/1/"}, part), Counts(0, 0)) << part;
  EXPECT_EQ(list({"/1/"}, "支书"), Counts(1, 1));
  EXPECT_EQ(list({"/1/"}, "%"), Counts(0, 0));
  EXPECT_EQ(list({"/1/"}, "", 2, 2), Counts(3, 1));
}

TYPED_TEST(PeopleStoreContract, KeepsASecondFactorWithItsRecoveryCodes) {
  this->with([&](PeopleStore& people) {
    EXPECT_FALSE(people.second_factor(this->first));
    people.put_second_factor({this->first, "SECRET", {}, 0});
    EXPECT_FALSE(people.second_factor(this->first)->since);
    people.put_second_factor({this->first, "SECRET", this->start, 57});
    const auto stored = people.second_factor(this->first);
    EXPECT_EQ(stored->secret, "SECRET");
    EXPECT_EQ(stored->since, this->start);
    EXPECT_EQ(stored->last_step, 57);
    people.put_recovery_codes(this->first, {"old"});
    people.put_recovery_codes(this->first, {"a", "b"});
    people.put_recovery_codes(this->second, {"a"});
    EXPECT_FALSE(people.use_recovery_code(this->first, "old"));
    EXPECT_TRUE(people.use_recovery_code(this->first, "a"));
    EXPECT_FALSE(people.use_recovery_code(this->first, "a"));
    EXPECT_EQ(people.recovery_codes_left(this->first), 1);
    EXPECT_EQ(people.recovery_codes_left(this->second), 1);
    people.remove_second_factor(this->first);
    EXPECT_FALSE(people.second_factor(this->first));
    EXPECT_EQ(people.recovery_codes_left(this->first), 0);
    EXPECT_EQ(people.recovery_codes_left(this->second), 1);
  });
}

TYPED_TEST(PeopleStoreContract, RemovesSessionsThatAreOver) {
  this->with([&](PeopleStore& people) {
    const auto add = [&](std::string hash, Instant created, Instant last_seen) {
      Session session;
      session.person = this->first;
      session.token_hash = std::move(hash);
      session.created = created;
      session.last_seen = last_seen;
      people.add_session(session);
    };
    add("in use", this->start + days(5), this->start + days(9));
    add("idle", this->start + days(5), this->start + days(6));
    add("old", this->start, this->start + days(9));
    people.remove_sessions(this->start + days(7), this->start + days(1));
    EXPECT_EQ(people.sessions_of(this->first).size(), 1u);
    EXPECT_TRUE(people.session_by_hash("in use"));
  });
}

}  // namespace
}  // namespace cunkou::people
