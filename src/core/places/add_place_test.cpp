#include "core/places/add_place.hpp"

#include <gtest/gtest.h>

#include "core/places/testing/places_fixture.hpp"

namespace cunkou::places {
namespace {

using AddPlaceTest = testing::PlacesTest;

TEST_F(AddPlaceTest, BuildsATree) {
  const auto county = add("610829000000", "吴堡县(示例)").value();
  const auto town = add("610829101000", "辛家沟镇", "610829000000", Coordinates{37.5, 110.7}).value();
  const auto village = add("610829101203", "李家河村", "610829101000").value();
  EXPECT_EQ(village.path,
            county.path + std::to_string(town.id.value) + "/" + std::to_string(village.id.value) + "/");
  EXPECT_EQ(under(town.path), (std::vector<std::string>{"辛家沟镇", "李家河村"}));
  EXPECT_EQ(under("/"), (std::vector<std::string>{"吴堡县(示例)", "辛家沟镇", "李家河村"}));
  EXPECT_DOUBLE_EQ(all()[1].at->longitude, 110.7);
  EXPECT_FALSE(all()[2].at.has_value());
}

TEST_F(AddPlaceTest, RefusesInvalidPlaces) {
  add("610829000000", "吴堡县(示例)").value();
  EXPECT_EQ(add("610829000000", "again").error().code, Code::conflict);
  EXPECT_EQ(add("610829101203", "李家河村").error().code, Code::invalid) << "no such town";
  EXPECT_EQ(add("610829101000", "辛家沟镇", "610828000000").error().code, Code::invalid) << "another county";
  EXPECT_EQ(add("610829101000", " ").error().code, Code::invalid);
  EXPECT_EQ(add("610829101000", "辛家沟镇", "", Coordinates{91, 0}).error().code, Code::invalid);
  EXPECT_EQ(all().size(), 1u);
}

}  // namespace
}  // namespace cunkou::places
