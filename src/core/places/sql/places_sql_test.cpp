#include "core/places/place_store.hpp"

#include <gtest/gtest.h>

#include "core/places/testing/places_fixture.hpp"
#include "platform/sql/testing/state_database.hpp"

namespace cunkou::places {
namespace {

template <class Engine>
class PlaceStoreContract : public ::testing::Test {
 protected:
  PlaceStoreContract() {
    with([&](PlaceStore& places) {
      county =
          places.put({{}, "610829000000", "吴堡县(示例)", Level::county, {}, Coordinates{37.45, 110.74}, {}});
      town = places.put({{}, "610829101000", "辛家沟镇", Level::town, county.id, {}, {}});
      second = places.put({{}, "610829101203", "李家河村", Level::village, town.id, {}, {}});
      first = places.put({{}, "610829101201", "刘家墕村", Level::village, town.id, {}, {}});
    });
  }
  template <class F>
  void with(F&& f) {
    database.write([&](sql::Transaction& t) { f(place_store(t)); });
  }
  static std::vector<PlaceId> ids(const std::vector<Place>& places) {
    std::vector<PlaceId> all;
    for (const auto& place : places) all.push_back(place.id);
    return all;
  }

  sql::testing::StateDatabase<Engine> database;
  Place county, town, first, second;
};
TYPED_TEST_SUITE(PlaceStoreContract, sql::testing::Engines);

TYPED_TEST(PlaceStoreContract, KeepsEveryMember) {
  this->with([&](PlaceStore& places) {
    const auto top = places.by_id(this->county.id);
    ASSERT_TRUE(top);
    EXPECT_EQ(top->code, "610829000000");
    EXPECT_EQ(top->name, "吴堡县(示例)");
    EXPECT_EQ(top->level, Level::county);
    EXPECT_FALSE(top->parent);
    EXPECT_EQ(top->at->longitude, 110.74);
    EXPECT_EQ(top->path, "/" + std::to_string(top->id.value) + "/");
    const auto village = places.by_code("610829101203");
    ASSERT_TRUE(village);
    EXPECT_EQ(village->id, this->second.id);
    EXPECT_EQ(village->level, Level::village);
    EXPECT_EQ(village->parent, this->town.id);
    EXPECT_FALSE(village->at);
    EXPECT_EQ(village->path, this->town.path + std::to_string(village->id.value) + "/");
    EXPECT_FALSE(places.by_id({}));
    EXPECT_FALSE(places.by_code("610830000000"));
  });
}

TYPED_TEST(PlaceStoreContract, ReplacesNameAndPosition) {
  auto place = this->town;
  place.name = "辛家沟镇(示例)";
  place.at = Coordinates{37.6, 110.7};
  this->with([&](PlaceStore& places) {
    EXPECT_EQ(places.put(place).path, this->town.path);
    EXPECT_EQ(places.by_id(place.id)->name, "辛家沟镇(示例)");
    EXPECT_EQ(places.by_id(place.id)->at->latitude, 37.6);
    place.at.reset();
    places.put(place);
    EXPECT_FALSE(places.by_id(place.id)->at);
    place.at = Coordinates{37.6, 110.7};
  });
}

TYPED_TEST(PlaceStoreContract, ListsPlacesByCode) {
  this->with([&](PlaceStore& places) {
    using Ids = std::vector<PlaceId>;
    EXPECT_EQ(this->ids(places.all()),
              (Ids{this->county.id, this->town.id, this->first.id, this->second.id}));
    EXPECT_EQ(this->ids(places.children(this->town.id)), (Ids{this->first.id, this->second.id}));
    EXPECT_EQ(this->ids(places.children({})), Ids{this->county.id});
    EXPECT_EQ(this->ids(places.by_ids({this->second.id, PlaceId{99}, this->county.id})),
              (Ids{this->county.id, this->second.id}));
  });
}

TYPED_TEST(PlaceStoreContract, RemovesAPlaceWithoutChildren) {
  this->with([&](PlaceStore& places) {
    EXPECT_TRUE(places.has_children(this->town.id));
    EXPECT_FALSE(places.has_children(this->first.id));
    places.remove(this->first.id);
    EXPECT_FALSE(places.by_id(this->first.id));
  });
  EXPECT_ANY_THROW(this->with([&](PlaceStore& places) { places.remove(this->town.id); }));
}

using PlacesSql = testing::PlacesTest;

TEST_F(PlacesSql, SubtreeExcludesIdsWithTheSamePrefix) {
  add("610829000000", "吴堡县(示例)").value();
  for (int i = 1; i <= 12; ++i)
    add(std::to_string(610829100000 + i * 1000), "镇" + std::to_string(i)).value();
  EXPECT_EQ(under("/1/"), under("/"));
  EXPECT_EQ(under("/1/2/").size(), 1u) << "not /1/2x/";
}

}  // namespace
}  // namespace cunkou::places
