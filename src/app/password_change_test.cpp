#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <future>

#include "app/testing/county.hpp"
#include "core/people/password.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;

// Four sessions of a person change the password at once.
TEST(PasswordChange, SucceedsForOneOfConcurrentChanges) {
  testing::County county;
  const std::string phone = "13911110001", old = "pear-and-noodles";
  std::array<std::string, 4> sessions{county.token_of({access::Role::farmer, {}, county.household, ""}, phone,
                                                      "示例", people::hash_password(old))};
  for (std::size_t n = 1; n < sessions.size(); ++n) {
    const auto cookie = county.post("/api/session", "", json::object{{"phone", phone}, {"password", old}})
                            .header("Set-Cookie");
    sessions[n] = cookie.substr(cookie.find('=') + 1, cookie.find(';') - cookie.find('=') - 1);
  }
  std::array<std::future<int>, 4> changes;
  for (std::size_t n = 0; n < sessions.size(); ++n)
    changes[n] = std::async(std::launch::async, [&, n] {
      return county
          .post("/api/me/password", sessions[n],
                json::object{{"old", old}, {"new", "lantern-river-" + std::to_string(n)}})
          .status;
    });
  std::array<bool, 4> has_won{};
  for (std::size_t n = 0; n < sessions.size(); ++n) has_won[n] = changes[n].get() == 204;
  EXPECT_EQ(std::ranges::count(has_won, true), 1);
  county.clock.advance(minutes(20));
  for (std::size_t n = 0; n < sessions.size(); ++n) {
    const bool won = has_won[n];
    const auto with = "lantern-river-" + std::to_string(n);
    EXPECT_EQ(county.get("/api/me", sessions[n]).status, won ? 200 : 401) << n;
    EXPECT_EQ(county.post("/api/session", "", json::object{{"phone", phone}, {"password", with}}).status,
              won ? 200 : 401)
        << n;
  }
}

}  // namespace
}  // namespace cunkou::app
