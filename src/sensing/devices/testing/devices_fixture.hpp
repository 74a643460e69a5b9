#pragma once
// For tests: a county with two villages and a household in memory, and the verbs that change its devices.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/people/testing/two_villages.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::devices::testing {

inline constexpr Instant now{1'700'000'000'000};

inline Profile greenhouse() {
  Profile profile;
  profile.name = "greenhouse";
  profile.label = {"大棚", "greenhouse"};
  profile.quantities = {{"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, {}, false},
                        {"relative_humidity", {"湿度", "relative humidity"}, "%", 0, 100, 0.1, {}, false}};
  Actuator vent;
  vent.name = "vent";
  vent.label = {"放风口", "vent"};
  profile.actuators = {vent};
  return profile;
}

inline Profile any() {
  Profile profile;
  profile.name = "any";
  profile.label = {"通用", "any"};
  profile.open = true;
  return profile;
}

struct DevicesTest : ::testing::Test {
  sql::Database database = sql::testing::repeating_database();
  const people::testing::TwoVillages made = people::testing::two_villages(database);
  const places::Place &county = made.county, &village = made.village, &other = made.other;
  const HouseholdId household = made.household;

  template <class F>
  auto act(F&& f) {
    return database.write([&](sql::Transaction& t) {
      journal::Act by{PersonId{}, "test", now, journal::journal_of(t)};
      return f(by, t);
    });
  }

  Result<NewDevice> add(const std::string& name, const Profile& profile, const places::Place& place,
                        HouseholdId of = {}, ThingId thing = {}) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return add_device(by, sensorthings::entity_store(t), devices::device_store(t), places::place_store(t),
                        people::people_store(t), profile, {name, place.id, of, thing});
    });
  }

  Result<sensorthings::Found> find(sensorthings::EntitySet set, const std::string& filter = "",
                                   sensorthings::Viewer viewer = all(), std::string order = "",
                                   std::optional<sensorthings::From> from = {}) {
    sensorthings::Selection selection;
    selection.set = set;
    selection.viewer = std::move(viewer);
    selection.top = 100;
    selection.count = true;
    selection.from = from;
    selection.now = now;
    if (!filter.empty())
      selection.filter =
          std::make_shared<const sensorthings::Expression>(sensorthings::parse_filter(filter).value());
    if (!order.empty()) selection.order = sensorthings::parse_query("$orderby=" + order)->order;
    return database.read([&](sql::Transaction& t) { return sensorthings::entity_store(t).find(selection); });
  }

  static sensorthings::Viewer all() {
    sensorthings::Viewer viewer;
    viewer.everything = true;
    return viewer;
  }
};

}  // namespace cunkou::devices::testing
