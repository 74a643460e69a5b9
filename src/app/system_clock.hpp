#pragma once
// The system clock; no other code reads it.

#include <chrono>

#include "base/clock.hpp"

namespace cunkou::app {

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return {
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count()};
  }
};

}  // namespace cunkou::app
