#include "core/places/place_store.hpp"

#include <gtest/gtest.h>

#include "core/places/testing/places_fixture.hpp"

namespace cunkou::places {
namespace {

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
