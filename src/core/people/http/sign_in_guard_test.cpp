#include "core/people/http/sign_in_guard.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

class SignInGuardTest : public ::testing::Test, capability::Log {
 protected:
  std::vector<std::string> lines;
  FixedClock clock{{1'700'000'000'000}};
  SignInGuard guard{clock, *this};
  http::Request request;

  void warn(std::string_view line) override { lines.emplace_back(line); }
  void error(std::string_view line) override { lines.emplace_back(line); }
  Attempt attempt(std::string phone = "13800000001", PersonId person = {}) {
    request.remote = "10.0.0.1";
    return {request, std::move(phone), {person, person ? "hash" : ""}};
  }
};

TEST_F(SignInGuardTest, LogsAnAddressWithoutControlCharactersAndNoNumber) {
  auto failed = attempt("13800000001", PersonId{7});
  request.remote = "1.2.3.4\n2026-01-01 error everything is lost\x1b[2J";
  guard.failed(failed);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].starts_with("sign-in failed: person 7, from 1.2.3.4?2026")) << lines[0];
  EXPECT_EQ(lines[0].find_first_of("\n\x1b"), std::string::npos);
  EXPECT_EQ(lines[0].find("1380"), std::string::npos);
}

TEST_F(SignInGuardTest, LeavesRoomForOtherAddresses) {
  const auto one = attempt();
  for (std::size_t n = 0; n < limits::sign_ins_waiting_address; ++n) EXPECT_TRUE(guard.take_place(one));
  EXPECT_FALSE(guard.take_place(one));
  request.remote = "10.0.0.2";
  EXPECT_TRUE(guard.take_place(one));
  request.remote = "10.0.0.1";
  guard.give_place(one);
  EXPECT_TRUE(guard.take_place(one));
}

TEST_F(SignInGuardTest, CountsFailuresAndLockOuts) {
  const auto known = attempt("13800000001", PersonId{7});
  for (int n = 0; n < limits::sign_in_attempts; ++n) {
    EXPECT_FALSE(guard.wait_first(known));
    guard.failed(known);
  }
  EXPECT_EQ(guard.wait_first(known)->status, 429);
  const auto metrics = guard.metrics();
  EXPECT_EQ(metrics.at(0).values.at(0).second, limits::sign_in_attempts);
  EXPECT_EQ(metrics.at(0).values.at(1).second, 0);
  EXPECT_EQ(metrics.at(1).values.at(0).second, 1);
}

}  // namespace
}  // namespace cunkou::people
