#include "simulator/climate/opening_motor.hpp"

#include <algorithm>

namespace cunkou::climate {

void OpeningMotor::go_to(double percent) { target_ = std::clamp(percent, 0.0, 100.0); }

void OpeningMotor::advance(Duration by) {
  const double way = 100.0 * static_cast<double>(by.count()) / static_cast<double>(full_way_.count());
  position_ += std::clamp(target_ - position_, -way, way);
}

std::string_view OpeningMotor::motion() const {
  if (target_ > position_) return "opening";
  return target_ < position_ ? "closing" : "";
}

}  // namespace cunkou::climate
