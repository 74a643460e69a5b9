#include "core/people/trusted_device.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(IsDeviceMark, AcceptsMarksOfTheSamePasswordOnly) {
  const auto mark = new_device_mark("hash");
  EXPECT_TRUE(is_device_mark(mark, "hash"));
  EXPECT_FALSE(is_device_mark(mark, "another"));
  EXPECT_NE(new_device_mark("hash"), mark);
}

TEST(IsDeviceMark, RefusesForgedMarks) {
  auto changed = new_device_mark("hash");
  changed.back() = changed.back() == '0' ? '1' : '0';
  for (const std::string& mark : {changed, std::string(), std::string("."), std::string("x.y")})
    EXPECT_FALSE(is_device_mark(mark, "hash"));
  EXPECT_FALSE(is_device_mark(new_device_mark(""), "")) << "a number that nobody has";
}

}  // namespace
}  // namespace cunkou::people
