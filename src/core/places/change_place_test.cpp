#include "core/places/change_place.hpp"

#include <gtest/gtest.h>

#include "core/places/testing/places_fixture.hpp"

namespace cunkou::places {
namespace {

using ChangePlaceTest = testing::PlacesTest;

TEST_F(ChangePlaceTest, ChangesNameAndPosition) {
  const auto place = add("610829000000", "吴堡县").value();
  const auto changed = write([&](journal::Act& act, PlaceStore& places) {
    return change_place(act, places, place.id, {"吴堡县(示例)", Coordinates{37.45, 110.74}});
  });
  EXPECT_EQ(changed->name, "吴堡县(示例)");
  EXPECT_DOUBLE_EQ(all()[0].at->latitude, 37.45);
  EXPECT_EQ(all()[0].path, place.path);
}

TEST_F(ChangePlaceTest, RemovesThePosition) {
  const auto place = add("610829000000", "吴堡县(示例)", "", Coordinates{37.45, 110.74}).value();
  const auto change = [&](std::optional<std::optional<Coordinates>> at) {
    return write([&](journal::Act& act, PlaceStore& places) {
      return change_place(act, places, place.id, {{}, at});
    });
  };
  EXPECT_TRUE(change(std::nullopt)->at);
  EXPECT_FALSE(change(std::optional<Coordinates>())->at);
  EXPECT_FALSE(all()[0].at);
}

}  // namespace
}  // namespace cunkou::places
