#include "sensing/sensorthings/entity_store.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/journal/act.hpp"
#include "core/people/testing/two_villages.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/testing/state_database.hpp"
#include "sensing/sensorthings/odata_query.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::sensorthings {
namespace {

constexpr Instant now{1'700'000'000'000};

struct EntitiesSql : ::testing::TestWithParam<std::string> {
  // Once: PostgreSQL does not give the ids of a transaction that ran a first time again, and these tests name
  // them.
  sql::testing::NamedEngine engine{GetParam(), sql::Database::Runs::once};
  sql::Database& database = engine.database();
  const people::testing::TwoVillages made = people::testing::two_villages(database);
  const places::Place &county = made.county, &village = made.village, &other = made.other;
  const HouseholdId household = made.household;

  // A greenhouse at the Location of its place, with the temperature and the humidity of its air.
  ThingId add(const std::string& name, const places::Place& place, HouseholdId of = {}) {
    ThingId thing;
    database.write([&](sql::Transaction& t) {
      auto& store = entity_store(t);
      thing = testing::put_thing(t, name, "greenhouse", place.id, of);
      FeatureOfInterest feature;
      feature.name = place.name;
      Location location;
      location.name = place.name;
      location.feature = store.put(feature);
      store.set_locations(thing, {store.put(location)}, now);
      for (const auto& [quantity, unit] :
           {std::pair("air_temperature", "Cel"), std::pair("relative_humidity", "%")})
        store.put(stream_of(store, thing, quantity, unit, location.feature));
    });
    return thing;
  }

  static Datastream stream_of(DescriptionStore& store, ThingId thing, const std::string& quantity,
                              const std::string& unit, EntityId feature) {
    Sensor sensor;
    sensor.name = "greenhouse";
    ObservedProperty property;
    property.name = quantity;
    Datastream stream;
    stream.name = quantity;
    stream.unit = unit;
    stream.thing = thing;
    stream.feature = feature;
    const auto known = store.sensor_named(sensor.name);
    stream.sensor = known ? *known : store.put(sensor);
    const auto observed = store.observed_property_named(quantity);
    stream.observed_property = observed ? *observed : store.put(property);
    return stream;
  }

  Result<Found> find(EntitySet set, const std::string& filter = "", Viewer viewer = all(),
                     std::string order = "", std::optional<From> from = {}) {
    Selection selection;
    selection.set = set;
    selection.viewer = std::move(viewer);
    selection.top = 100;
    selection.count = true;
    selection.from = from;
    selection.now = now;
    if (!filter.empty()) selection.filter = std::make_shared<const Expression>(parse_filter(filter).value());
    if (!order.empty()) selection.order = parse_query("$orderby=" + order)->order;
    return database.read([&](sql::Transaction& t) { return entity_store(t).find(selection); });
  }

  static Viewer all() {
    Viewer viewer;
    viewer.everything = true;
    return viewer;
  }
};

TEST_P(EntitiesSql, FindsOnlyWhatTheViewerMaySee) {
  add("1号棚", village, household);
  auto theirs = add("2号棚", other);
  Viewer farmer, cadre, device, nobody;
  farmer.households = {household};
  cadre.place_paths = {village.path};
  device.thing = theirs;
  Viewer operator_;
  operator_.place_paths = {county.path};
  for (auto set : {EntitySet::things, EntitySet::locations, EntitySet::historical_locations}) {
    EXPECT_EQ(find(set, "", farmer)->ids, std::vector<std::int64_t>{1}) << set_name(set);
    EXPECT_EQ(find(set, "", cadre)->ids, std::vector<std::int64_t>{1});
    EXPECT_EQ(find(set, "", device)->ids, std::vector<std::int64_t>{2});
    EXPECT_EQ(find(set, "", nobody)->count, 0);
    EXPECT_EQ(find(set, "", operator_)->count, 2);
  }
  EXPECT_EQ(find(EntitySet::datastreams, "", farmer)->count, 2);
  EXPECT_EQ(find(EntitySet::features_of_interest, "", farmer)->count, 1);
  EXPECT_EQ(find(EntitySet::datastreams, "Thing/name eq '2号棚'", farmer)->count, 0)
      << "not through a filter either";
  EXPECT_EQ(find(EntitySet::sensors, "Datastreams/Thing/name eq '2号棚'", farmer)->count, 0);
  EXPECT_EQ(find(EntitySet::sensors, "Datastreams/Thing/name eq '2号棚'", device)->count, 1);
}

TEST_P(EntitiesSql, FindsAnUnusedLocationForItsCreator) {
  const auto thing = add("1号棚", village, household);
  Viewer maker, other_person, own_device;
  maker.person = PersonId{7};
  maker.households = other_person.households = {household};
  other_person.person = PersonId{8};
  own_device.thing = thing;
  const auto added = database.write([&](sql::Transaction& t) -> Result<std::pair<EntityId, EntityId>> {
    Location location;
    location.name = "粮囤";
    const auto place = entity_store(t).put(location);
    FeatureOfInterest feature;
    feature.name = "后坡";
    const auto slope = entity_store(t).put(feature);
    journal::Act act{PersonId{7}, "app", now, journal::journal_of(t)};
    act.record("create_entity", "Location:" + std::to_string(place.value));
    act.record("create_entity", "FeatureOfInterest:" + std::to_string(slope.value));
    return std::pair(place, slope);
  });
  const auto seen = [&](const Viewer& viewer, EntitySet set, EntityId id) {
    return *database.read([&](sql::Transaction& t) -> Result<bool> {
      return entity_store(t).is_visible_to(viewer, set, id.value);
    });
  };
  const auto location = added->first;
  const auto feature = added->second;
  for (const auto& [set, id] :
       {std::pair(EntitySet::locations, location), std::pair(EntitySet::features_of_interest, feature)}) {
    EXPECT_TRUE(seen(maker, set, id)) << set_name(set);
    EXPECT_FALSE(seen(other_person, set, id)) << set_name(set);
    EXPECT_FALSE(seen(own_device, set, id)) << set_name(set);
    EXPECT_FALSE(seen(Viewer{}, set, id)) << set_name(set);
  }
  database
      .write([&](sql::Transaction& t) -> Result<bool> {
        entity_store(t).set_locations(thing, {location}, now);
        return true;
      })
      .value();
  EXPECT_TRUE(seen(own_device, EntitySet::locations, location));
  EXPECT_TRUE(seen(other_person, EntitySet::locations, location)) << "their Thing is in this place";
  EXPECT_TRUE(seen(own_device, EntitySet::locations, EntityId{1})) << "where it has stood";
}

TEST_P(EntitiesSql, AppliesFilters) {
  for (int i = 1; i <= 12; ++i) ASSERT_TRUE(add("棚" + std::to_string(i), i % 2 ? village : other));
  auto count = [&](EntitySet set, const std::string& filter) {
    auto found = find(set, filter);
    return found ? *found->count : -1;
  };
  EXPECT_EQ(count(EntitySet::things, "name eq '棚1'"), 1);
  EXPECT_EQ(count(EntitySet::things, "id gt 3 and id le 6"), 3);
  EXPECT_EQ(count(EntitySet::things, "not (id gt 3)"), 3);
  EXPECT_EQ(count(EntitySet::things, "id gt '3'"), 6) << "a quoted literal compares texts";
  EXPECT_EQ(count(EntitySet::things, "substringof('1',name)"), 4);
  EXPECT_EQ(count(EntitySet::things, "startswith(name,'棚1')"), 4);
  EXPECT_EQ(count(EntitySet::things, "endswith(name,'2')"), 2);
  EXPECT_EQ(count(EntitySet::things, "length(name) eq 3"), 3);
  EXPECT_EQ(count(EntitySet::things, "tolower(name) eq '棚1' or id eq 2 or id mod 6 eq 0"), 4);
  EXPECT_EQ(count(EntitySet::things, "properties/crop eq 'tomato'"), 0);
  EXPECT_EQ(count(EntitySet::things, "properties/crop eq null"), 12);
  EXPECT_EQ(count(EntitySet::datastreams, "Thing/id eq 1"), 2);
  EXPECT_EQ(count(EntitySet::datastreams, "unitOfMeasurement/symbol eq 'Cel'"), 12);
  EXPECT_EQ(count(EntitySet::datastreams,
                  "Thing/Locations/name eq '李家河村' and ObservedProperty/name eq 'air_temperature'"),
            6);
  EXPECT_EQ(count(EntitySet::things, "Datastreams/ObservedProperty/name eq 'air_temperature'"), 12);
  EXPECT_EQ(count(EntitySet::historical_locations, "time eq 2023-11-14T22:13:20Z"), 12);
  EXPECT_EQ(count(EntitySet::historical_locations, "time lt '2023-11-14T22:13:20Z' or year(time) lt 2023"),
            0);
  EXPECT_EQ(count(EntitySet::things, "name eq ''' OR TRUE --'"), 0);
  EXPECT_EQ(find(EntitySet::things, "nothing eq 1").error().code, Code::invalid);
  EXPECT_EQ(find(EntitySet::things, "name").error().code, Code::invalid);
  EXPECT_EQ(find(EntitySet::datastreams, "phenomenonTime gt 2020-01-01T00:00:00Z").error().code,
            Code::unsupported);
  EXPECT_EQ(find(EntitySet::datastreams, "Observations/result gt 1").error().code, Code::unsupported);
  auto last = find(EntitySet::things, "", all(), "id desc");
  EXPECT_EQ(last->ids.front(), 12);
  EXPECT_EQ(find(EntitySet::datastreams, "", all(), "Thing/id desc").error().code, Code::unsupported);
}

TEST_P(EntitiesSql, ComparesMembersOfJson) {
  database.write([&](sql::Transaction& t) {
    for (const auto* properties :
         {R"({"area":2.5,"crop":"tomato","new":true})", R"({"area":"large","crop":"10","new":false})",
          R"({"area":10,"crop":null})"}) {
      Thing thing;
      thing.name = "棚";
      thing.properties_json = properties;
      entity_store(t).put(thing);
    }
  });
  const auto ids = [&](const std::string& filter) { return find(EntitySet::things, filter)->ids; };
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids("properties/area gt 2"), (Ids{1, 3})) << "a text is no number";
  EXPECT_EQ(ids("properties/area add 1 eq 3.5"), Ids{1});
  EXPECT_EQ(ids("properties/area eq 'large'"), Ids{2});
  EXPECT_EQ(ids("properties/crop eq 'tomato'"), Ids{1});
  EXPECT_EQ(ids("properties/crop eq null"), Ids{3});
  EXPECT_EQ(ids("properties/new eq true"), Ids{1});
  EXPECT_EQ(ids("properties/new"), Ids{1});
  EXPECT_EQ(ids("not properties/new"), (Ids{2, 3}));
  EXPECT_EQ(ids("contains(properties/crop,'mat')"), Ids{1});
  EXPECT_EQ(ids("properties/area eq properties/area"), (Ids{1, 2, 3}));
  EXPECT_EQ(find(EntitySet::things, "", all(), "properties/area")->ids, (Ids{1, 3, 2}))
      << "numbers before texts";
  EXPECT_EQ(find(EntitySet::things, "", all(), "properties/new desc")->ids, (Ids{1, 2, 3}))
      << "what is absent comes first, and last in descending order";
}

TEST_P(EntitiesSql, FindsOtherThingsBesideOneWithANulInItsJson) {
  database.write([&](sql::Transaction& t) {
    for (const auto* properties : {R"({"note":"a\u0000b"})", R"({"note":"c"})"}) {  // of an earlier version
      Thing thing;
      thing.name = "棚";
      thing.properties_json = properties;
      entity_store(t).put(thing);
    }
  });
  EXPECT_EQ(find(EntitySet::things, "properties/note eq 'c'")->ids, std::vector<std::int64_t>{2});
}

TEST_P(EntitiesSql, TakesALongName) {
  std::string name;
  for (int i = 0; i < 4000; ++i) name += static_cast<char>('a' + i * i * 31 % 26);
  database.write([&](sql::Transaction& t) {
    Sensor sensor;
    sensor.name = name;
    entity_store(t).put(sensor);
  });
  EXPECT_EQ(find(EntitySet::sensors, "name eq '" + name + "'")->ids.size(), 1U);
}

TEST_P(EntitiesSql, ComputesNumbersAndTimes) {
  ASSERT_TRUE(add("1号棚", village));
  const auto holds = [&](const std::string& filter) {
    auto found = find(EntitySet::things, filter);
    return found && found->ids.size() == 1;
  };
  EXPECT_TRUE(holds("id add 1 mul 2 eq 3 and 7 div 2 eq 3 and 7.0 div 2 eq 3.5 and 7 mod 4 eq 3"));
  EXPECT_FALSE(holds("1 div 0 eq 1")) << "without a value";
  EXPECT_FALSE(holds("1 mod 0 eq 1"));
  EXPECT_TRUE(holds("round(2.5) eq 3 and round(-2.5) eq -3 and round(2.4) eq 2"));
  EXPECT_TRUE(
      holds("substring(name,1) eq '号棚' and substring(name,1,1) eq '号' and indexof(name,'棚') eq 2"));
  EXPECT_TRUE(holds("substring(name,99999999999) eq '' and substring(name,-5,2) eq '1号'"));
  EXPECT_TRUE(
      holds("year(now()) eq 2023 and month(now()) eq 11 and day(now()) eq 14 and hour(now()) eq 22 and "
            "minute(now()) eq 13 and second(now()) eq 20"));
  EXPECT_TRUE(holds("concat('at ',now()) eq 'at 2023-11-14T22:13:20Z'"));
  EXPECT_TRUE(holds("(id eq 1) eq true and concat(id eq 1,'') eq 'true'"));
  EXPECT_TRUE(holds("'3 棚' add 1 eq 4 and '棚' add 1 eq 1")) << "the number that a text begins with";
  EXPECT_TRUE(holds("5.5 mod 3 eq 2 and 1.5 mod 2 eq 1 and substring(name,1.7,1) eq '号'"))
      << "the fraction is cut";
  EXPECT_TRUE(holds("round(1234567890123456.7) eq 1234567890123457 and round(1e300) eq 1e300"));
  EXPECT_FALSE(holds("null add null eq 1") || holds("substring(name,null) eq 'x'"));
  EXPECT_TRUE(holds("'B' lt 'a' and 'a' lt 'ä' and toupper('ä') eq 'ä'")) << "text is compared by its bytes";
  for (const auto* filter : {"name eq now()", "properties/x lt 2026-01-01T00:00:00Z", "now() eq true"})
    EXPECT_EQ(find(EntitySet::things, filter).error().code, Code::invalid) << filter;
  EXPECT_TRUE(find(EntitySet::things, "", all(), "true"));
  const auto far = find(EntitySet::things, "id mul 9223372036854775807 mul 9223372036854775807 gt 1");
  EXPECT_TRUE(far || far.error().code == Code::invalid);
}

TEST_P(EntitiesSql, NavigatesBetweenSets) {
  add("1号棚", village);
  add("2号棚", village);
  EXPECT_EQ(find(EntitySet::datastreams, "", all(), "", From{EntitySet::things, 1})->ids,
            (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(find(EntitySet::datastreams, "", all(), "", From{EntitySet::sensors, 1})->count, 4);
  EXPECT_EQ(find(EntitySet::datastreams, "", all(), "", From{EntitySet::observed_properties, 1})->count, 2);
  EXPECT_EQ(find(EntitySet::things, "", all(), "", From{EntitySet::locations, 2})->ids,
            std::vector<std::int64_t>{2});
  EXPECT_EQ(find(EntitySet::locations, "", all(), "", From{EntitySet::historical_locations, 1})->count, 1);
  EXPECT_EQ(find(EntitySet::historical_locations, "", all(), "", From{EntitySet::locations, 1})->count, 1);
}

TEST_P(EntitiesSql, AcceptsOrRefusesDeeplyNestedFilters) {
  ASSERT_TRUE(add("1号棚", village));
  const auto nested = [&](const std::string& before, const std::string& after, int n) {
    std::string text = "name";
    while (n-- > 0) text = before + text + after;
    return find(EntitySet::datastreams, text + " eq name");
  };
  EXPECT_TRUE(nested("tolower(", ")", 14));
  EXPECT_TRUE(nested("trim(concat(name,", "))", 3));
  EXPECT_TRUE(
      find(EntitySet::datastreams, "not not not not not not not not not not not not not not name eq 'x'"));
  // SQLite's parser nests at most 100 deep, and 3^14 texts would exhaust the memory.
  for (const auto& deep :
       {nested("endswith(name,", ")", 14), nested("substring(name,1 add length(", "))", 7)})
    EXPECT_TRUE(deep || deep.error().code == Code::too_large);
}

TEST_P(EntitiesSql, AppliesEndsWith) {
  ASSERT_TRUE(add("1号棚", village));
  EXPECT_EQ(find(EntitySet::datastreams, "endswith(name,'ture')")->ids.size(), 1u);
  EXPECT_EQ(find(EntitySet::datastreams, "endswith(name,'')")->ids.size(), 2u);
  EXPECT_EQ(find(EntitySet::datastreams, "endswith(name,'air_temperature')")->ids.size(), 1u);
  EXPECT_EQ(find(EntitySet::datastreams, "endswith(name,'xair_temperature')")->ids.size(), 0u);
}

TEST_P(EntitiesSql, LimitsTheDepthOfRelations) {
  ASSERT_TRUE(add("1号棚", village));
  EXPECT_EQ(find(EntitySet::datastreams, "Thing/Datastreams/Thing/name eq '1号棚'")->ids.size(), 2u);
  std::string far = "name eq '1号棚'";
  for (int i = 0; i < 10; ++i) far = "Thing/Datastreams/" + far;
  EXPECT_EQ(find(EntitySet::datastreams, far).error().code, Code::too_large);
}

INSTANTIATE_TEST_SUITE_P(On, EntitiesSql, ::testing::ValuesIn(sql::testing::engine_names()));

}  // namespace
}  // namespace cunkou::sensorthings
