#include "simulator/climate/opening_motor.hpp"

#include <gtest/gtest.h>

namespace cunkou::climate {
namespace {

TEST(OpeningMotor, MovesAtConstantSpeed) {
  OpeningMotor vent(0, seconds(60));
  vent.go_to(100);
  EXPECT_EQ(vent.motion(), "opening");
  vent.advance(seconds(30));
  EXPECT_DOUBLE_EQ(vent.position(), 50);
  vent.advance(seconds(40));
  EXPECT_DOUBLE_EQ(vent.position(), 100);
  EXPECT_FALSE(vent.moving());
  EXPECT_EQ(vent.motion(), "");
}

TEST(OpeningMotor, StopsAndReverses) {
  OpeningMotor vent(100, seconds(60));
  vent.go_to(0);
  vent.advance(seconds(15));
  vent.stop();
  vent.advance(seconds(15));
  EXPECT_DOUBLE_EQ(vent.position(), 75);
  vent.go_to(250);
  vent.advance(seconds(60));
  EXPECT_DOUBLE_EQ(vent.position(), 100);
}

}  // namespace
}  // namespace cunkou::climate
