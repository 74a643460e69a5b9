#include <gtest/gtest.h>

#include <algorithm>

#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/statement.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/notifications/addressees.hpp"

namespace cunkou::notifications {
namespace {

constexpr Instant now{1'767'225'600'000};

struct AddresseesSql : ::testing::TestWithParam<std::string> {
  sql::testing::NamedEngine engine{GetParam()};
  sql::Database& database = engine.database();
  PlaceId county, town, village;
  HouseholdId household;
  PersonId farmer, technician, secretary;
  ThingId thing{1};

  AddresseesSql() {
    database.write([&](sql::Transaction& t) {
      journal::Act act{PersonId{}, "cli", now, journal::journal_of(t)};
      const auto place = [&](std::string code, std::string name) {
        return places::add_place(act, places::place_store(t), {std::move(code), std::move(name), "", {}})
            .value()
            .id;
      };
      county = place("610829000000", "吴堡县(示例)");
      town = place("610829101000", "辛家沟镇");
      village = place("610829101201", "李家河村");
      household =
          people::add_household(act, people::people_store(t), places::place_store(t), {"大棚户01", village})
              .value()
              .id;
      const auto person = [&](people::InvitePerson role, std::string phone) {
        const auto invited =
            people::invite_person(act, people::people_store(t), places::place_store(t), role).value();
        return people::accept_invitation(act, people::people_store(t),
                                         {invited.code, {}, "示例", std::move(phone), "", "zh"})
            .value();
      };
      farmer = person({access::Role::farmer, {}, household, ""}, "13800000001");
      technician = person({access::Role::technician, town, {}, ""}, "13800000002");
      secretary = person({access::Role::village, village, {}, ""}, "13800000003");
      for (const auto at : {county, village}) {
        Channel channel;
        channel.place = at;
        channel.name = at == county ? "county" : "village";
        channel_store(t).put(channel);
      }
      sql::run(t.session(),
               "INSERT INTO things(id, name, description, properties_json, kind, place, household) "
               "VALUES (?, '1号棚', '', '{}', 'greenhouse', ?, ?)",
               thing, village, household);
    });
  }
  Addressees of(ThingId id) {
    return database.read([&](sql::Transaction& t) { return addressee_store(t)->of(id); });
  }
};

TEST_P(AddresseesSql, FindsThePeopleOfEachStepAndTheChannelsFromTheNearestPlaceUp) {
  auto found = of(thing);
  EXPECT_EQ(found.thing_name, "1号棚");
  EXPECT_EQ(found.place_name, "李家河村");
  ASSERT_EQ(found.people["household"].size(), 1u);
  EXPECT_EQ(found.people["household"][0].person, farmer);
  EXPECT_EQ(found.people["household"][0].phone, "13800000001");
  ASSERT_EQ(found.people["technician"].size(), 1u);
  EXPECT_EQ(found.people["technician"][0].person, technician);
  ASSERT_EQ(found.people["village"].size(), 1u);
  EXPECT_EQ(found.people["village"][0].person, secretary);
  ASSERT_EQ(found.channels.size(), 2u);
  EXPECT_EQ(found.channels[0].name, "village");
  EXPECT_EQ(found.channels[1].name, "county");
}

TEST_P(AddresseesSql, FindsNobodyForAnUnknownThing) {
  const auto found = of(ThingId{99});
  EXPECT_TRUE(found.people.empty());
  EXPECT_TRUE(found.channels.empty());
}

INSTANTIATE_TEST_SUITE_P(On, AddresseesSql, ::testing::ValuesIn(sql::testing::engine_names()));

}  // namespace
}  // namespace cunkou::notifications
