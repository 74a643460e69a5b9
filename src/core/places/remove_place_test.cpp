#include "core/places/remove_place.hpp"

#include <gtest/gtest.h>

#include "core/places/testing/places_fixture.hpp"

namespace cunkou::places {
namespace {

using RemovePlaceTest = testing::PlacesTest;

TEST_F(RemovePlaceTest, RemovesUnusedPlacesOnly) {
  const auto county = add("610829000000", "吴堡县(示例)").value();
  const auto town = add("610829101000", "辛家沟镇").value();
  const auto remove = [&](PlaceId id, bool used = false) {
    return write([&](journal::Act& act, PlaceStore& places) { return remove_place(act, places, id, used); });
  };
  EXPECT_EQ(remove(county.id).error().code, Code::conflict) << "a town stands in it";
  EXPECT_TRUE(remove(town.id));
  EXPECT_EQ(remove(town.id).error().code, Code::not_found);
  EXPECT_EQ(all().size(), 1u);
  EXPECT_EQ(remove(county.id, true).error().code, Code::conflict) << "another capability uses it";
}

}  // namespace
}  // namespace cunkou::places
