#include "core/people/sign_in_throttle.hpp"
#include "core/people/limits.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

const Instant now{1'700'000'000'000};

TEST(SignInThrottle, BlocksAnAddressAfterFiveFailures) {
  SignInThrottle throttle;
  for (int i = 0; i < limits::sign_in_attempts; ++i)
    EXPECT_FALSE(throttle.count("13800000001", "1.1.1.1", now));
  EXPECT_EQ(throttle.count("13800000001", "1.1.1.1", now), limits::sign_in_wait);
  EXPECT_EQ(throttle.count("13800000001", "1.1.1.1", now + minutes(5)), minutes(10));
  EXPECT_FALSE(throttle.count("13800000001", "2.2.2.2", now)) << "the owner elsewhere may still sign in";
  EXPECT_FALSE(throttle.count("13800000002", "1.1.1.1", now)) << "so may a neighbour behind the same address";
  EXPECT_FALSE(throttle.count("13800000001", "1.1.1.1", now + limits::sign_in_wait));
}

TEST(SignInThrottle, ResetsAfterASuccess) {
  SignInThrottle throttle;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < limits::sign_in_attempts - 1; ++i)
      EXPECT_FALSE(throttle.count("13800000001", "a" + std::to_string(round), now));
    EXPECT_FALSE(throttle.count("13800000001", "a" + std::to_string(round), now + minutes(round)));
    throttle.was_good("13800000001", "a" + std::to_string(round));
    if (round == 4) break;
  }
}

TEST(SignInThrottle, LimitsAttemptsPerAddress) {
  SignInThrottle throttle;
  int admitted = 0;
  for (int i = 0; i < 1000; ++i)
    admitted += !throttle.count("1380000" + std::to_string(1000 + i), "1.1.1.1", now);
  EXPECT_EQ(admitted, limits::sign_in_attempts_address);
}

TEST(SignInThrottle, LimitsAttemptsPerPhoneNumber) {
  SignInThrottle throttle;
  int admitted = 0;
  for (int i = 0; i < 1000; ++i) admitted += !throttle.count("13800000001", std::to_string(i), now);
  EXPECT_EQ(admitted, limits::sign_in_attempts_phone);
}

}  // namespace
}  // namespace cunkou::people
