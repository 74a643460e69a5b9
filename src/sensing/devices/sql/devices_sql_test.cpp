#include "sensing/devices/device_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

#include <gtest/gtest.h>

#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/change_device.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::devices {
namespace {

using namespace sql;

constexpr Instant now{1'700'000'000'000};

Profile greenhouse() {
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

Profile any() {
  Profile profile;
  profile.name = "any";
  profile.label = {"通用", "any"};
  profile.open = true;
  return profile;
}

struct DevicesSql : testing::Test {
  Database database{":memory:"};
  places::Place county, village, other;
  HouseholdId household;

  DevicesSql() {
    database
        .write([&](sql::Transaction& t) -> Result<bool> {
          auto& p = places::place_store(t);
          county = p.put({{},
                          "610829000000",
                          "吴堡县(示例)",
                          places::Level::county,
                          {},
                          places::Geometry{37.45, 110.74},
                          {}});
          village = p.put({{}, "610829100201", "李家河村", places::Level::village, county.id, {}, {}});
          other = p.put({{}, "610829100202", "刘家墕村", places::Level::village, county.id, {}, {}});
          people::Household home;
          home.name = "大棚户01";
          home.place = village.id;
          household = people::people_store(t).put_household(home);
          return true;
        })
        .value();
  }

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
using EntitiesSql = DevicesSql;

TEST_F(DevicesSql, AddsADeviceWithThingLocationAndStreams) {
  auto added = add("1号棚", greenhouse(), village, household);
  ASSERT_TRUE(added) << added.error().reason.en;
  EXPECT_EQ(added->token.size(), 32u);
  EXPECT_EQ(added->device.token_hash, token_hash(added->token));
  EXPECT_EQ(added->device.place, village.id);
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        const auto thing = sensorthings::entity_store(t).thing(added->device.thing);
        EXPECT_EQ(thing->kind, "greenhouse");
        EXPECT_EQ(thing->household, household);
        const auto locations = sensorthings::entity_store(t).locations_of(thing->id);
        EXPECT_EQ(locations.size(), 1u);
        EXPECT_EQ(sensorthings::entity_store(t).location(locations[0])->location_json,
                  R"({"type":"Point","coordinates":[110.74,37.45]})");
        const auto streams = sensorthings::entity_store(t).datastreams_of(added->device.id);
        EXPECT_EQ(streams.size(), 2u);
        EXPECT_EQ(streams[0].unit, "Cel");
        EXPECT_EQ(streams[0].max, 80);
        EXPECT_TRUE(streams[0].number_only);
        EXPECT_TRUE(streams[0].feature);
        EXPECT_EQ(sensorthings::entity_store(t).scope(thing->id).place_path, village.path);
        return true;
      })
      .value();
  EXPECT_EQ(find(sensorthings::EntitySet::historical_locations)->count, 1);
}

TEST_F(DevicesSql, RefusesAnInvalidDevice) {
  ASSERT_TRUE(add("1号棚", greenhouse(), village));
  EXPECT_EQ(add(" 1号棚 ", greenhouse(), village).error().code, Code::conflict);
  EXPECT_TRUE(add("1号棚", greenhouse(), other));
  EXPECT_EQ(add("", greenhouse(), village).error().code, Code::invalid);
  EXPECT_EQ(add("\xc3(", greenhouse(), village).error().code, Code::invalid) << "no UTF-8";
  EXPECT_EQ(add("2号棚", greenhouse(), other, household).error().code, Code::conflict);
  EXPECT_EQ(add("2号棚", greenhouse(), village, {}, ThingId{99}).error().code, Code::not_found);
  EXPECT_EQ(find(sensorthings::EntitySet::things)->count, 2);
}

TEST_F(DevicesSql, AttachesAnotherDeviceToAThing) {
  auto first = add("1号棚", greenhouse(), village, household);
  auto second = add("气象站", any(), other, {}, first->device.thing);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->device.place, village.id);
  EXPECT_EQ(second->device.household, household);
  EXPECT_EQ(find(sensorthings::EntitySet::things)->count, 1);
}

TEST_F(DevicesSql, BeginsStreamsOnceAndUpToTheLimit) {
  auto device = add("记录仪", any(), village)->device.id;
  const std::vector<std::string> names = {"a", "b", "a", "c{x=1}"};
  auto begin = [&](std::size_t most) {
    return act([&](journal::Act& by, sql::Transaction& t) {
      return begin_streams(by, sensorthings::entity_store(t), devices::device_store(t), any(), device, names,
                           most);
    });
  };
  EXPECT_EQ(begin(2).value().size(), 2u);
  EXPECT_EQ(begin(2).value().size(), 0u);
  EXPECT_EQ(begin(100).value().size(), 1u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams)->count, 3);
  EXPECT_EQ(find(sensorthings::EntitySet::observed_properties, "name eq 'c'")->count, 1);
}

TEST_F(DevicesSql, RenewsAndRevokesTokens) {
  auto added = add("1号棚", greenhouse(), village);
  Registry registry({greenhouse(), any()});
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        registry.load(sensorthings::entity_store(t), devices::device_store(t));
        return true;
      })
      .value();
  auto entry = registry.by_token(added->token);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->streams.size(), 2u);
  EXPECT_TRUE(entry->awaits("vent_position"));
  EXPECT_EQ(registry.by_stream(entry->streams[1].id), entry);

  auto fresh = act([&](journal::Act& by, sql::Transaction& t) {
    return renew_token(by, devices::device_store(t), added->device.id);
  });
  auto refresh = [&] {
    database
        .read([&](sql::Transaction& t) -> Result<bool> {
          registry.refresh(sensorthings::entity_store(t), devices::device_store(t), added->device.id);
          return true;
        })
        .value();
  };
  refresh();
  EXPECT_FALSE(registry.by_token(added->token));
  EXPECT_TRUE(registry.by_token(*fresh));

  act([&](journal::Act& by, sql::Transaction& t) {
    return revoke_token(by, devices::device_store(t), added->device.id);
  }).value();
  refresh();
  EXPECT_FALSE(registry.by_token(*fresh));
  EXPECT_TRUE(registry.by_id(added->device.id));

  act([&](journal::Act& by, sql::Transaction& t) {
    return remove_device(by, devices::device_store(t), added->device.id);
  }).value();
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        registry.refresh(sensorthings::entity_store(t), devices::device_store(t), added->device.thing);
        return true;
      })
      .value();
  EXPECT_FALSE(registry.by_id(added->device.id));
  EXPECT_EQ(registry.by_stream(entry->streams[0].id)->device, DeviceId{})
      << "the readings stay with the Thing";
}

TEST_F(DevicesSql, StoresIngestStats) {
  auto device = add("1号棚", greenhouse(), village)->device.id;
  act([&](journal::Act&, sql::Transaction& t) -> Result<bool> {
    devices::device_store(t).put_ingest_stats(
        device, {1, 2, 3, 4},
        {{now, "t", {"为何", "why"}, "text", 7}, {now, "u", untranslated("why"), "", 0}});
    return true;
  }).value();
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        EXPECT_EQ(devices::device_store(t).counts(device).refused, 4);
        EXPECT_EQ(devices::device_store(t).refusals(device).size(), 2u);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].line, 7);
        EXPECT_EQ(devices::device_store(t).refusals(device)[0].reason, (Label{"为何", "why"}));
        return true;
      })
      .value();
}

TEST_F(DevicesSql, RemovesAThingWithItsStreams) {
  auto added = add("1号棚", greenhouse(), village);
  auto streams = act([&](journal::Act& by, sql::Transaction& t) {
    return remove_thing(by, sensorthings::entity_store(t), added->device.thing);
  });
  EXPECT_EQ(streams->size(), 2u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams)->count, 0);
  EXPECT_EQ(find(sensorthings::EntitySet::historical_locations)->count, 0);
  auto again = add("1号棚", greenhouse(), village);
  database
      .read([&](sql::Transaction& t) -> Result<bool> {
        EXPECT_GT(sensorthings::entity_store(t).datastreams_of(again->device.id)[0].id, streams->back())
            << "ids are never used twice";
        return true;
      })
      .value();
}

TEST_F(EntitiesSql, FindsOnlyWhatTheViewerMaySee) {
  auto mine = add("1号棚", greenhouse(), village, household);
  auto theirs = add("2号棚", greenhouse(), other);
  sensorthings::Viewer farmer, cadre, device, nobody;
  farmer.households = {household};
  cadre.place_paths = {village.path};
  device.thing = theirs->device.thing;
  sensorthings::Viewer operator_;
  operator_.place_paths = {county.path};
  for (auto set : {sensorthings::EntitySet::things, sensorthings::EntitySet::locations,
                   sensorthings::EntitySet::historical_locations}) {
    EXPECT_EQ(find(set, "", farmer)->ids, std::vector<std::int64_t>{1}) << sensorthings::set_name(set);
    EXPECT_EQ(find(set, "", cadre)->ids, std::vector<std::int64_t>{1});
    EXPECT_EQ(find(set, "", device)->ids, std::vector<std::int64_t>{2});
    EXPECT_EQ(find(set, "", nobody)->count, 0);
    EXPECT_EQ(find(set, "", operator_)->count, 2);
  }
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "", farmer)->count, 2);
  EXPECT_EQ(find(sensorthings::EntitySet::features_of_interest, "", farmer)->count, 1);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "Thing/name eq '2号棚'", farmer)->count, 0)
      << "not through a filter either";
  EXPECT_EQ(find(sensorthings::EntitySet::sensors, "Datastreams/Thing/name eq '2号棚'", farmer)->count, 0);
  EXPECT_EQ(find(sensorthings::EntitySet::sensors, "Datastreams/Thing/name eq '2号棚'", device)->count, 1);
}

TEST_F(EntitiesSql, FindsAnUnusedLocationForItsCreator) {
  const auto device = add("1号棚", greenhouse(), village, household)->device;
  sensorthings::Viewer maker, other_person, own_device;
  maker.person = PersonId{7};
  maker.households = other_person.households = {household};
  other_person.person = PersonId{8};
  own_device.thing = device.thing;
  const auto made = database.write([&](sql::Transaction& t) -> Result<std::pair<EntityId, EntityId>> {
    sensorthings::Location location;
    location.name = "粮囤";
    const auto place = sensorthings::entity_store(t).put(location);
    sensorthings::FeatureOfInterest feature;
    feature.name = "后坡";
    const auto slope = sensorthings::entity_store(t).put(feature);
    journal::Act act{PersonId{7}, "app", now, journal::journal_of(t)};
    act.record("create_entity", "Location:" + std::to_string(place.value));
    act.record("create_entity", "FeatureOfInterest:" + std::to_string(slope.value));
    return std::pair(place, slope);
  });
  const auto seen = [&](const sensorthings::Viewer& viewer, sensorthings::EntitySet set, EntityId id) {
    return *database.read([&](sql::Transaction& t) -> Result<bool> {
      return sensorthings::entity_store(t).is_visible_to(viewer, set, id.value);
    });
  };
  const auto location = made->first;
  const auto feature = made->second;
  for (const auto& [set, id] : {std::pair(sensorthings::EntitySet::locations, location),
                                std::pair(sensorthings::EntitySet::features_of_interest, feature)}) {
    EXPECT_TRUE(seen(maker, set, id)) << sensorthings::set_name(set);
    EXPECT_FALSE(seen(other_person, set, id)) << sensorthings::set_name(set);
    EXPECT_FALSE(seen(own_device, set, id)) << sensorthings::set_name(set);
    EXPECT_FALSE(seen(sensorthings::Viewer{}, set, id)) << sensorthings::set_name(set);
  }
  database
      .write([&](sql::Transaction& t) -> Result<bool> {
        sensorthings::entity_store(t).set_locations(device.thing, {location}, now);
        return true;
      })
      .value();
  EXPECT_TRUE(seen(own_device, sensorthings::EntitySet::locations, location));
  EXPECT_TRUE(seen(other_person, sensorthings::EntitySet::locations, location))
      << "their Thing is in this place";
  EXPECT_TRUE(seen(own_device, sensorthings::EntitySet::locations, EntityId{1})) << "where it has stood";
}

TEST_F(EntitiesSql, AppliesFilters) {
  for (int i = 1; i <= 12; ++i)
    ASSERT_TRUE(add("棚" + std::to_string(i), greenhouse(), i % 2 ? village : other));
  auto count = [&](sensorthings::EntitySet set, const std::string& filter) {
    auto found = find(set, filter);
    return found ? *found->count : -1;
  };
  EXPECT_EQ(count(sensorthings::EntitySet::things, "name eq '棚1'"), 1);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "id gt 3 and id le 6"), 3);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "not (id gt 3)"), 3);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "id gt '3'"), 6) << "a quoted literal compares texts";
  EXPECT_EQ(count(sensorthings::EntitySet::things, "substringof('1',name)"), 4);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "startswith(name,'棚1')"), 4);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "endswith(name,'2')"), 2);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "length(name) eq 3"), 3);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "tolower(name) eq '棚1' or id eq 2 or id mod 6 eq 0"), 4);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "properties/crop eq 'tomato'"), 0);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "properties/crop eq null"), 12);
  EXPECT_EQ(count(sensorthings::EntitySet::datastreams, "Thing/id eq 1"), 2);
  EXPECT_EQ(count(sensorthings::EntitySet::datastreams, "unitOfMeasurement/symbol eq 'Cel'"), 12);
  EXPECT_EQ(count(sensorthings::EntitySet::datastreams,
                  "Thing/Locations/name eq '李家河村' and ObservedProperty/name eq 'air_temperature'"),
            6);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "Datastreams/ObservedProperty/name eq 'air_temperature'"),
            12);
  EXPECT_EQ(count(sensorthings::EntitySet::historical_locations, "time eq 2023-11-14T22:13:20Z"), 12);
  EXPECT_EQ(count(sensorthings::EntitySet::historical_locations,
                  "time lt '2023-11-14T22:13:20Z' or year(time) lt 2023"),
            0);
  EXPECT_EQ(count(sensorthings::EntitySet::things, "name eq ''' OR TRUE --'"), 0);
  EXPECT_EQ(find(sensorthings::EntitySet::things, "nothing eq 1").error().code, Code::invalid);
  EXPECT_EQ(find(sensorthings::EntitySet::things, "name").error().code, Code::invalid);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "phenomenonTime gt 2020-01-01T00:00:00Z").error().code,
            Code::unsupported);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "Observations/result gt 1").error().code,
            Code::unsupported);
  auto last = find(sensorthings::EntitySet::things, "", all(), "id desc");
  EXPECT_EQ(last->ids.front(), 12);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "", all(), "Thing/id desc").error().code,
            Code::unsupported);
}

TEST_F(EntitiesSql, NavigatesBetweenSets) {
  auto added = add("1号棚", greenhouse(), village);
  add("2号棚", greenhouse(), village).value();
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::things, 1})
                ->ids,
            (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::sensors, 1})
                ->count,
            4);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::observed_properties, 1})
                ->count,
            2);
  EXPECT_EQ(find(sensorthings::EntitySet::things, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::locations, 2})
                ->ids,
            std::vector<std::int64_t>{2});
  EXPECT_EQ(find(sensorthings::EntitySet::locations, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::historical_locations, 1})
                ->count,
            1);
  EXPECT_EQ(find(sensorthings::EntitySet::historical_locations, "", all(), "",
                 sensorthings::From{sensorthings::EntitySet::locations, 1})
                ->count,
            1);
}

TEST_F(EntitiesSql, AcceptsOrRefusesDeeplyNestedFilters) {
  ASSERT_TRUE(add("1号棚", greenhouse(), village));
  const auto nested = [&](const std::string& before, const std::string& after, int n) {
    std::string text = "name";
    while (n-- > 0) text = before + text + after;
    return find(sensorthings::EntitySet::datastreams, text + " eq name");
  };
  EXPECT_TRUE(nested("tolower(", ")", 14));
  EXPECT_TRUE(nested("trim(concat(name,", "))", 3));
  EXPECT_TRUE(find(sensorthings::EntitySet::datastreams,
                   "not not not not not not not not not not not not not not name eq 'x'"));
  // SQLite's parser nests at most 100 deep, and 3^14 texts would exhaust the memory.
  for (const auto& deep :
       {nested("endswith(name,", ")", 14), nested("substring(name,1 add length(", "))", 7)})
    EXPECT_TRUE(deep || deep.error().code == Code::too_large);
}

TEST_F(EntitiesSql, AppliesEndsWith) {
  ASSERT_TRUE(add("1号棚", greenhouse(), village));
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "endswith(name,'ture')")->ids.size(), 1u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "endswith(name,'')")->ids.size(), 2u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "endswith(name,'air_temperature')")->ids.size(), 1u);
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "endswith(name,'xair_temperature')")->ids.size(), 0u);
}

TEST_F(EntitiesSql, LimitsTheDepthOfRelations) {
  ASSERT_TRUE(add("1号棚", greenhouse(), village));
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, "Thing/Datastreams/Thing/name eq '1号棚'")->ids.size(),
            2u);
  std::string far = "name eq '1号棚'";
  for (int i = 0; i < 10; ++i) far = "Thing/Datastreams/" + far;
  EXPECT_EQ(find(sensorthings::EntitySet::datastreams, far).error().code, Code::too_large);
}

}  // namespace
}  // namespace cunkou::devices
