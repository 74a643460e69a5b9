#include "base/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace cunkou {
namespace {

const Instant now{1'700'000'000'000};

TEST(RateLimiter, BoundsItsMemory) {
  RateLimiter limiter(1, minutes(1));
  for (std::size_t i = 0; i < RateLimiter::keys_kept + 50; ++i)
    EXPECT_FALSE(limiter.count(std::to_string(i), now + Duration(i)));
  EXPECT_FALSE(limiter.count("0", now)) << "the oldest is forgotten";
  EXPECT_TRUE(limiter.count(std::to_string(RateLimiter::keys_kept), now));
}

TEST(RateLimiter, BoundsTheWaitAfterTheClockIsSetBack) {
  RateLimiter limiter(1, minutes(15));
  limiter.count("a", now + days(3650));
  EXPECT_EQ(limiter.count("a", now), minutes(15));
}

}  // namespace
}  // namespace cunkou
