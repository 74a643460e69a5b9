#include "base/clock_span.hpp"

#include <fmt/format.h>

namespace cunkou {

std::string clock_text(int minute_of_day) {
  return fmt::format("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60);
}

}  // namespace cunkou
