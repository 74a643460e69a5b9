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

TEST(SignInThrottle, LeavesEachNumberOneTryFromACrowdedAddress) {
  SignInThrottle throttle;
  for (int i = 0; i < 1000; ++i) throttle.count("1380000" + std::to_string(1000 + i), "1.1.1.1", now);
  EXPECT_FALSE(throttle.count("13900000001", "1.1.1.1", now)) << "a neighbour behind the same address";
  EXPECT_EQ(throttle.count("13900000001", "1.1.1.1", now), limits::sign_in_wait) << "after a wrong password";
  EXPECT_FALSE(throttle.count("13900000002", "1.1.1.1", now));
  throttle.was_good("13900000002", "1.1.1.1");
  EXPECT_FALSE(throttle.count("13900000002", "1.1.1.1", now)) << "after a right one";
  throttle.take_back("13900000002", "1.1.1.1");
  EXPECT_FALSE(throttle.count("13900000003", "1.1.1.1", now));
  EXPECT_TRUE(throttle.count("13900000003", "1.1.1.1", now)) << "right ones make no room for guesses";
  EXPECT_FALSE(throttle.count("13900000001", "2.2.2.2", now));
}

TEST(SignInThrottle, TakesBackAnAttemptThatWasNotDecided) {
  SignInThrottle throttle;
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(throttle.count("13800000001", "1.1.1.1", now));
    throttle.take_back("13800000001", "1.1.1.1");
  }
  for (int i = 0; i < limits::sign_in_attempts; ++i) throttle.count("13800000001", "1.1.1.1", now);
  throttle.take_back("13800000001", "1.1.1.1");
  EXPECT_FALSE(throttle.count("13800000001", "1.1.1.1", now));
  EXPECT_TRUE(throttle.count("13800000001", "1.1.1.1", now)) << "the other failures still count";
}

TEST(SignInThrottle, LimitsCodesOfAnAccount) {
  SignInThrottle throttle;
  for (int i = 0; i < limits::code_attempts; ++i)
    EXPECT_FALSE(throttle.count_second_factor(PersonId{1}, now));
  EXPECT_EQ(throttle.count_second_factor(PersonId{1}, now), limits::sign_in_wait);
  EXPECT_FALSE(throttle.count_second_factor(PersonId{2}, now));
}

TEST(SignInThrottle, LimitsAttemptsPerPhoneNumber) {
  SignInThrottle throttle;
  int admitted = 0;
  for (int i = 0; i < 1000; ++i) admitted += !throttle.count("13800000001", std::to_string(i), now);
  EXPECT_EQ(admitted, limits::sign_in_attempts_phone);
}

}  // namespace
}  // namespace cunkou::people
