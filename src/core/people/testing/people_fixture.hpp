#pragma once
// For tests: persons and households in memory, and the verbs that change them.

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/sign_in.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"

namespace cunkou::people::testing {

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
  sql::Database database = sql::testing::repeating_database();
  PlaceId county, town, village;
};

}  // namespace cunkou::people::testing
