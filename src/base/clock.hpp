#pragma once
// Time is a parameter: only adapters read the machine's clock.

#include <atomic>

#include "base/instant.hpp"

namespace cunkou {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

// A clock for tests: constant until set. May be set from another thread.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant at) : ms_(at.ms) {}
  Instant now() const override { return {ms_.load()}; }
  void set(Instant at) { ms_ = at.ms; }
  void advance(Duration by) { ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace cunkou
