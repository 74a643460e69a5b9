#include "core/people/limits.hpp"
#include "core/people/people_store.hpp"

#include <gtest/gtest.h>

#include "access/permission.hpp"
#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/change_household.hpp"
#include "core/people/change_me.hpp"
#include "core/people/end_role.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/remove_household.hpp"
#include "core/people/secret.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sign_in.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {
namespace {

using namespace sql;

class PeopleTest : public ::testing::Test {
 protected:
  template <class F>
  auto write(F&& f, PersonId who = PersonId{}) {
    return database.write([&](sql::Transaction& t) {
      journal::Act act{who, "app", now, journal::journal_of(t)};
      return f(act, t);
    });
  }
  template <class F>
  auto read(F&& f) {
    return database
        .read([&](sql::Transaction& t) {
          return Result<decltype(f(people::people_store(t)))>(f(people::people_store(t)));
        })
        .value();
  }

  PeopleTest() {
    write([&](journal::Act& act, sql::Transaction& t) {
      county = places::add_place(act, places::place_store(t), {"610829000000", "吴堡县(示例)", "", {}})->id;
      town = places::add_place(act, places::place_store(t), {"610829101000", "辛家沟镇", "", {}})->id;
      village = places::add_place(act, places::place_store(t), {"610829101203", "李家河村", "", {}})->id;
      return Result<int>(0);
    }).value();
  }

  Result<Invited> invite(InvitePerson to) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return invite_person(act, people::people_store(t), places::place_store(t), to);
    });
  }
  Result<PersonId> accept(std::string code, std::string phone, std::string name = "示例",
                          PersonId person = {}) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return accept_invitation(act, people::people_store(t), {code, person, name, phone, "hash", "zh"});
    });
  }
  PersonId person(InvitePerson to, std::string phone, std::string name = "示例") {
    return accept(invite(to)->code, phone, name).value();
  }
  HouseholdId household(std::string name) {
    return write([&](journal::Act& act, sql::Transaction& t) {
             return add_household(act, people::people_store(t), places::place_store(t), {name, village});
           })
        ->id;
  }
  Result<SignedIn> sign_in_as(PersonId id) {
    return write([&](journal::Act& act, sql::Transaction& t) -> Result<SignedIn> {
      return sign_in(act, people::people_store(t), {id, "Android MicroMessenger", "1.1.1.1"});
    });
  }

  Instant now{1'700'000'000'000};
  sql::Database database{":memory:"};
  PlaceId county, town, village;
};

using AcceptInvitationTest = PeopleTest;
using WithdrawInvitationTest = PeopleTest;
using InvitePersonTest = PeopleTest;
using FirstStartInvitationTest = PeopleTest;
using EndRoleTest = PeopleTest;
using SignInTest = PeopleTest;
using EndSessionTest = PeopleTest;
using EndSessionsOfTest = PeopleTest;
using ChangePasswordTest = PeopleTest;
using ChangeMeTest = PeopleTest;
using PeopleStoreTest = PeopleTest;
using HouseholdTest = PeopleTest;
using RemoveHouseholdTest = PeopleTest;
using JournalTest = PeopleTest;

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

TEST_F(SignInTest, OpensASessionThatIdentifiesThePerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto signed_in = sign_in_as(id).value();
  const auto known = read([&](PeopleStore& s) { return find_session(s, hash_secret(signed_in.token)); });
  EXPECT_EQ(known->who.person, id);
  EXPECT_EQ(known->who.session, signed_in.session);
  EXPECT_EQ(known->who.grants.at(0).place_path, "/1/2/3/");
  EXPECT_FALSE(read([&](PeopleStore& s) { return find_session(s, signed_in.token); }))
      << "only the hash is stored";
}

TEST_F(EndSessionTest, RefusesASessionOfAnotherPerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto other = person({access::Role::village, village, {}, ""}, "13800000002");
  const auto signed_in = sign_in_as(id).value();
  const auto end = [&](PersonId who) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return end_session(act, people::people_store(t), who, signed_in.session);
    });
  };
  EXPECT_EQ(end(other).error().code, Code::not_found);
  EXPECT_EQ(end(id).value(), hash_secret(signed_in.token));
  EXPECT_EQ(end(id).error().code, Code::not_found);
}

TEST_F(SignInTest, EndsTheOldestSessionsOverTheLimit) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto first = sign_in_as(id).value();
  std::vector<std::string> ended;
  for (std::size_t i = 0; i < limits::sessions_per_person; ++i) {
    now = now + seconds(1);
    for (auto& hash : sign_in_as(id).value().ended) ended.push_back(std::move(hash));
  }
  EXPECT_EQ(ended, std::vector{hash_secret(first.token)});
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), limits::sessions_per_person);
  EXPECT_FALSE(read([&](PeopleStore& s) { return s.session(first.session); }));
}

TEST_F(EndSessionsOfTest, EndsAllSessionsOfOnePerson) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto other = person({access::Role::village, village, {}, ""}, "13800000002");
  sign_in_as(id).value();
  sign_in_as(id).value();
  sign_in_as(other).value();
  const auto end = [&](PersonId of) {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return end_sessions_of(act, people::people_store(t), of);
    });
  };
  EXPECT_EQ(end(id).value().size(), 2u);
  EXPECT_EQ(end(PersonId{99}).error().code, Code::not_found);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 0u);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(other).size(); }), 1u);
}

TEST_F(ChangePasswordTest, EndsTheOtherSessions) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto here = sign_in_as(id).value(), there = sign_in_as(id).value();
  const auto ended = write(
      [&](journal::Act& act, sql::Transaction& t) -> Result<std::vector<std::string>> {
        return change_password(act, people::people_store(t), {here.session, "hash", "new"});
      },
      id);
  EXPECT_EQ(ended.value(), std::vector{hash_secret(there.token)});
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 1u);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.password(id); }), "new");
}

TEST_F(ChangePasswordTest, RefusesIfThePasswordWasChangedSinceItWasChecked) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto first = sign_in_as(id).value(), second = sign_in_as(id).value();
  const auto change = [&](SessionId present, std::string hash) {
    return write(
        [&](journal::Act& act, sql::Transaction& t) {
          return change_password(act, people::people_store(t), {present, "hash", hash});
        },
        id);
  };
  EXPECT_TRUE(change(first.session, "winner"));
  EXPECT_EQ(change(second.session, "loser").error().code, Code::invalid);
  EXPECT_EQ(read([&](PeopleStore& s) { return s.password(id); }), "winner");
  EXPECT_EQ(read([&](PeopleStore& s) { return s.sessions_of(id).size(); }), 1u);
}

TEST_F(ChangeMeTest, ChangesNameAndLanguage) {
  const auto id = person({access::Role::village, village, {}, ""}, "13800000001");
  const auto change = [&](ChangeMe what) {
    return write(
        [&](journal::Act& act, sql::Transaction& t) { return change_me(act, people::people_store(t), what); },
        id);
  };
  EXPECT_TRUE(change({{}, "fr", {}}).has_error());
  EXPECT_TRUE(change({"", {}, {}}).has_error());
  EXPECT_TRUE(change({"新名字", "en", true}).has_value());
  const auto changed = read([&](PeopleStore& s) { return *s.person(id); });
  EXPECT_EQ(changed.name, "新名字");
  EXPECT_EQ(changed.language, "en");
  EXPECT_TRUE(changed.elder_mode);
}

TEST_F(PeopleStoreTest, ListsPersonsByTheScopeOfTheirRoles) {
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

TEST_F(HouseholdTest, AddsAndChangesHouseholds) {
  const auto home = household("大棚户01");
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

TEST_F(JournalTest, RecordsChangesOfPersons) {
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
