#include "sensing/thingsboard/actuator_words.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

TEST(ReadSwitch, AcceptsEverySpelling) {
  for (auto on : {"true", "1", R"("true")", R"("ON")", R"("1")"}) EXPECT_EQ(read_switch(on), true) << on;
  for (auto off : {"false", "0", R"("off")", R"("False")", R"("")"})
    EXPECT_EQ(read_switch(off), false) << off;
  for (auto none : {"", "null", R"({"a":1})", "[true]", "2", R"("hand")", "tru"})
    EXPECT_EQ(read_switch(none), std::nullopt) << none;
}

TEST(ReadMotion, AcceptsEverySpelling) {
  EXPECT_EQ(read_motion(R"("opening")"), "opening");
  EXPECT_EQ(read_motion(R"("on")"), "opening");
  EXPECT_EQ(read_motion(R"("Closing")"), "closing");
  for (auto still : {R"("still")", R"("")", R"("off")"}) EXPECT_EQ(read_motion(still), "still") << still;
  for (auto none : {"", "opening", "null", "1", R"("up")"})
    EXPECT_EQ(read_motion(none), std::nullopt) << none;
}

TEST(IsReadableState, DependsOnTheNameOfTheState) {
  EXPECT_FALSE(is_readable_state("vent_manual", "null"));
  EXPECT_TRUE(is_readable_state("manual", "1"));
  EXPECT_FALSE(is_readable_state("vent_moving", "1"));
  EXPECT_TRUE(is_readable_state("vent_moving", R"("opening")"));
}

}  // namespace
}  // namespace cunkou::thingsboard
