#include "core/places/division_code.hpp"

#include <gtest/gtest.h>

namespace cunkou::places {
namespace {

TEST(ParseDivisionCode, GivesLevelAndParent) {
  EXPECT_EQ(parse_division_code("610829000000")->level, Level::county);
  EXPECT_EQ(parse_division_code("610829101000")->parent, "610829000000");
  EXPECT_EQ(parse_division_code("610829101203")->parent, "610829101000");
  EXPECT_EQ(parse_division_code("610829101203001")->parent, "610829101203");
  EXPECT_EQ(parse_division_code("610829101203001")->level, Level::group);
  for (auto code : {"", "610829", "61082910120a", "000000000000", "610829000203", "610829101000001",
                    "610829101203000", "6108291012030011"})
    EXPECT_TRUE(parse_division_code(code).has_error()) << code;
}

}  // namespace
}  // namespace cunkou::places
