#include "base/clock_span.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

TEST(ParseClockText, ReadsTheTextOfEveryMinute) {
  for (int minute = 0; minute < 24 * 60; ++minute) EXPECT_EQ(parse_clock_text(clock_text(minute)), minute);
}

TEST(ParseClockText, RefusesOtherForms) {
  for (const auto* text : {"", "7:00", "24:00", "12:60", "12-30", "-0:30", "12:3a", " 9:00", "12:300"})
    EXPECT_FALSE(parse_clock_text(text)) << text;
}

}  // namespace
}  // namespace cunkou
