#pragma once
// A motor with two end stops, as a vent or a roller shutter has. Moves towards its target at constant speed
// and can be stopped.

#include <string_view>

#include "base/instant.hpp"

namespace cunkou::climate {

class OpeningMotor {
 public:
  // `full_way` is the travel time from 0 to 100 percent.
  OpeningMotor(double position, Duration full_way)
      : position_(position), target_(position), full_way_(full_way) {}

  void go_to(double percent);  // clamped to 0..100
  void stop() { target_ = position_; }
  void advance(Duration);

  double position() const { return position_; }  // percent
  bool moving() const { return position_ != target_; }
  std::string_view motion() const;  // "opening", "closing" or "" (at rest)

 private:
  double position_, target_;
  Duration full_way_;
};

}  // namespace cunkou::climate
