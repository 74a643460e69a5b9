#include "core/people/http/account_routes.hpp"
#include "core/people/limits.hpp"
#include "platform/http/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <future>

#include "app/testing/county.hpp"
#include "core/people/password.hpp"
#include "platform/http/qr.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

const std::string password = "pear-and-noodles";

const std::string& password_hash() {
  static const auto hash = people::hash_password(password);
  return hash;
}

std::string cookie_in(const testing::ParsedResponse& response) {
  const auto cookie = response.header("Set-Cookie");
  const auto start = cookie.find('=') + 1;
  return cookie.substr(start, cookie.find(';') - start);
}

class AccountRoutes : public ::testing::Test {
 protected:
  testing::ParsedResponse sign_in(const std::string& phone, const std::string& with) {
    return county.post("/api/session", "", json::object{{"phone", phone}, {"password", with}});
  }
  std::string someone(const std::string& phone) {
    return county.token_of({Role::farmer, {}, county.household, ""}, phone, "示例", password_hash());
  }
  std::string invite(Role role, json::object to) {
    to["role"] = name(role);
    return county.post("/api/invitations", county.token(Role::operator_), to).text("/code");
  }
  testing::ParsedResponse accept(const std::string& code, const std::string& phone, const std::string& with,
                                 std::string called = "示例") {
    return county.post("/api/invitations/" + code + "/accept", "",
                       json::object{{"name", called}, {"phone", phone}, {"password", with}});
  }

  County county;
};

TEST_F(AccountRoutes, SignsIn) {
  someone("13911110001");
  const auto response = sign_in("+86 139-1111-0001", password);
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(response.text("/person/phone"), "13911110001");
  EXPECT_EQ(response.text("/home"), "household");
  EXPECT_EQ(response.text("/placeCode"), County::village_code);
  EXPECT_EQ(response.text("/roles/0/household/name"), "大棚户01");
  const auto cookie = response.header("Set-Cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Lax"), std::string::npos);
  EXPECT_EQ(county.get("/api/me", cookie_in(response)).status, 200);
}

TEST_F(AccountRoutes, RefusesKnownAndUnknownNumbersAlike) {
  someone("13911110001");
  const auto wrong = sign_in("13911110001", "wrong-password"),
             unknown = sign_in("13911119999", "wrong-password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_EQ(wrong.header("Set-Cookie"), "");
}

TEST_F(AccountRoutes, RefusesSignInsAfterFiveFailures) {
  someone("13911110001");
  for (int i = 0; i < people::limits::sign_in_attempts; ++i)
    EXPECT_EQ(sign_in("13911110001", "wrong-password").status, 401);
  const auto throttled = sign_in("13911110001", password);
  EXPECT_EQ(throttled.status, 429);
  EXPECT_EQ(throttled.header("Retry-After"), "900");
  EXPECT_EQ(throttled.text("/code"), "too_many");
  county.address = "10.0.0.2";
  EXPECT_EQ(sign_in("13911110001", password).status, 200) << "the owner is not locked out by a stranger";
  county.address = "10.0.0.1";
  county.clock.advance(people::limits::sign_in_wait);
  EXPECT_EQ(sign_in("13911110001", password).status, 200);
}

TEST_F(AccountRoutes, AcceptsATrustedDeviceWhileTheNumberIsThrottled) {
  someone("13911110001");
  const auto first = sign_in("13911110001", password);
  const auto last = first.headers.back().second;
  ASSERT_TRUE(last.starts_with("cunkou_device="));
  const auto cookie = last.substr(0, last.find(';'));
  for (int n = 0; n < people::limits::sign_in_attempts_phone; ++n) {
    county.address = "10.0.1." + std::to_string(n);
    sign_in("13911110001", "wrong-password");
  }
  county.address = "10.0.0.9";
  EXPECT_EQ(sign_in("13911110001", password).status, 429) << "strangers at many addresses";
  const auto with_cookie = [&](const std::string& with) {
    const auto body = json::serialize(json::object{{"phone", "13911110001"}, {"password", with}});
    return county.ask(http::Method::post, "/api/session", "", body, {{"cookie", cookie}}).status;
  };
  EXPECT_EQ(with_cookie(password), 200);
  for (int n = 0; n < people::limits::sign_in_attempts; ++n) EXPECT_EQ(with_cookie("wrong-password"), 401);
  EXPECT_EQ(with_cookie(password), 429) << "a stolen phone is no way round";
}

TEST_F(AccountRoutes, ReportsEveryInvalidFieldOfANewAccount) {
  const auto code = invite(Role::family, {{"householdId", county.household.value}});
  const auto refused = accept(code, "139", "password", " ");
  EXPECT_EQ(refused.status, 400);
  for (auto field : {"/fields/name", "/fields/phone", "/fields/password"})
    EXPECT_NE(refused.text(field), "") << field;
}

TEST_F(AccountRoutes, ReportsTheInvalidField) {
  const auto response = county.post("/api/session", "", json::object{{"phone", 5}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.text("/fields/password"), "请填写");
  EXPECT_EQ(response.text("/fields/phone"), "应是文字");
  county.language = "en";
  EXPECT_EQ(county.post("/api/session", "", json::object{}).text("/fields/phone"), "Fill this in");
  EXPECT_EQ(county.ask(http::Method::post, "/api/session", "", "[1").status, 400);
  EXPECT_EQ(county.ask(http::Method::post, "/api/session", "", "[]").status, 400);
}

TEST_F(AccountRoutes, SignsOut) {
  const auto token = someone("13911110001");
  EXPECT_EQ(county.get("/api/me", token).status, 200);
  const auto out = county.remove("/api/session", token);
  EXPECT_EQ(out.status, 204);
  EXPECT_NE(out.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(county.get("/api/me", token).status, 401);
}

TEST_F(AccountRoutes, RefusesARequestWithoutASession) {
  EXPECT_EQ(county.get("/api/me").status, 401);
  EXPECT_EQ(county.get("/api/me", "AAAA").status, 401);
  EXPECT_EQ(county.get("/api/me/sessions").status, 401);
}

TEST_F(AccountRoutes, RefusesACrossSiteChange) {
  const auto token = someone("13911110001");
  const auto ask = [&](std::string name, std::string value) {
    return county.ask(http::Method::patch, "/api/me", token, R"({"name":"x"})", {{name, value}}).status;
  };
  EXPECT_EQ(ask("sec-fetch-site", "cross-site"), 403);
  EXPECT_EQ(ask("origin", "https://evil.example"), 403);
  EXPECT_EQ(ask("sec-fetch-site", "same-origin"), 200);
}

TEST_F(AccountRoutes, ChangesNameAndLanguage) {
  const auto token = someone("13911110001");
  const auto changed = county.patch(
      "/api/me", token, json::object{{"name", "新名字"}, {"language", "en"}, {"elderMode", true}});
  EXPECT_EQ(changed.text("/person/name"), "新名字");
  EXPECT_TRUE(changed.json.at_pointer("/elderMode").as_bool());
  EXPECT_EQ(county.patch("/api/me", token, json::object{{"language", "fr"}}).text("/detail"),
            "The language is zh or en")
      << "spoken to in the new language";
}

TEST_F(AccountRoutes, ListsAndEndsSessions) {
  const auto here = someone("13911110001");
  const auto there = cookie_in(sign_in("13911110001", password));
  const auto sessions = county.get("/api/me/sessions", here).json.at("sessions").as_array();
  ASSERT_EQ(sessions.size(), 2u);
  for (const auto& session : sessions) {
    const auto path = "/api/me/sessions/" + std::to_string(session.at("id").as_int64());
    EXPECT_EQ(county.remove(path, county.token(Role::worker)).status, 404) << "somebody else's";
    if (session.at("current").as_bool()) continue;
    EXPECT_EQ(county.remove(path, here).status, 204);
  }
  EXPECT_EQ(county.get("/api/me", there).status, 401);
  EXPECT_EQ(county.get("/api/me", here).status, 200);
}

TEST_F(AccountRoutes, EndsTheOldestSessionOverTheLimit) {
  const auto first = someone("13911110001");
  EXPECT_EQ(county.get("/api/me", first).status, 200);
  std::string last;
  for (std::size_t i = 0; i < people::limits::sessions_per_person; ++i) {
    county.clock.advance(seconds(1));
    last = cookie_in(sign_in("13911110001", password));
  }
  EXPECT_EQ(county.get("/api/me", first).status, 401) << "also where it is in memory";
  EXPECT_EQ(county.get("/api/me", last).status, 200);
}

TEST_F(AccountRoutes, RemovesTheRowsOfSessionsThatAreOver) {
  const auto sessions = [&] {
    return county.database.read([&](sql::Transaction& t) {
      const auto person = people::people_store(t).person_by_phone("13911110001");
      return people::people_store(t).sessions_of(person->id).size();
    });
  };
  someone("13911110001");
  const auto all = capabilities(county.platform, county.wiring);
  const auto people = std::ranges::find(all, "people", &capability::Manifest::name);
  const auto run_timers = [&] {
    for (const auto& timer : people->timers) timer.run();
  };
  run_timers();
  EXPECT_EQ(sessions(), 1u);
  county.clock.advance(people::limits::session_idle + minutes(1));
  run_timers();
  EXPECT_EQ(sessions(), 0u);
}

TEST_F(AccountRoutes, RefusesAFormThatIsNotJson) {
  const auto token = someone("13911110001");
  const auto ask = [&](std::string type) {
    return county.ask(http::Method::patch, "/api/me", token, R"({"name":"x"})", {{"content-type", type}})
        .status;
  };
  EXPECT_EQ(ask("text/plain"), 415);
  EXPECT_EQ(ask("application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(ask("application/json;charset=utf-8"), 200);
}

TEST_F(AccountRoutes, EndsAllSessionsOfAPersonForTheOperator) {
  const auto farmer = someone("13911110001"), other = someone("13911110002");
  const auto there = cookie_in(sign_in("13911110001", password));
  const auto id = std::to_string(county.get("/api/me", farmer).json.at_pointer("/person/id").as_int64());
  const auto ended = "/api/people/" + id + "/sessions";
  EXPECT_EQ(county.remove(ended, other).status, 403);
  EXPECT_EQ(county.remove(ended, county.token(Role::village)).status, 403);
  EXPECT_EQ(county.remove(ended, county.token(Role::operator_)).status, 204);
  for (const auto& token : {farmer, there}) EXPECT_EQ(county.get("/api/me", token).status, 401);
  EXPECT_EQ(county.get("/api/me", other).status, 200);
  EXPECT_EQ(county.remove("/api/people/999/sessions", county.token(Role::operator_)).status, 404);
}

TEST_F(AccountRoutes, ChangesThePassword) {
  const auto here = someone("13911110001");
  const auto there = cookie_in(sign_in("13911110001", password));
  const auto change = [&](const std::string& old, const std::string& wanted) {
    return county.post("/api/me/password", here, json::object{{"old", old}, {"new", wanted}});
  };
  EXPECT_NE(change("wrong-password", "a better one").text("/fields/old"), "");
  EXPECT_NE(change(password, "short").text("/fields/new"), "");
  EXPECT_EQ(change(password, "a better one").status, 204);
  EXPECT_EQ(county.get("/api/me", there).status, 401);
  EXPECT_EQ(county.get("/api/me", here).status, 200);
  EXPECT_EQ(sign_in("13911110001", password).status, 401);
  EXPECT_EQ(sign_in("13911110001", "a better one").status, 200);
}

// Four sessions of a person change the password at once.
TEST_F(AccountRoutes, ChangesThePasswordForOneOfConcurrentRequests) {
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

TEST_F(AccountRoutes, CreatesAnAccountByInvitation) {
  const auto code = invite(Role::family, {{"householdId", county.household.value}, {"name", "女儿"}});
  const auto shown = county.get("/api/invitations/" + code);
  EXPECT_EQ(shown.text("/role"), "family");
  EXPECT_EQ(shown.text("/household/name"), "大棚户01");
  EXPECT_EQ(shown.text("/invitedBy"), "示例运维员");
  EXPECT_EQ(accept(code, "13911110001", "short").text("/fields/password").empty(), false);
  EXPECT_EQ(accept(code, "1391111", password).text("/fields/phone").empty(), false);
  EXPECT_EQ(accept(code, "13911110001", password, " ").text("/fields/name").empty(), false);
  const auto in = accept(code, "13911110001", password);
  ASSERT_EQ(in.status, 200);
  EXPECT_EQ(county.get("/api/me", cookie_in(in)).text("/roles/0/role"), "family");
  EXPECT_EQ(county.get("/api/invitations/" + code).status, 410);
  EXPECT_EQ(accept(code, "13911110002", password).status, 410);
  EXPECT_EQ(county.get("/api/invitations/ABCDEFGHJK").status, 404);
  EXPECT_EQ(sign_in("13911110001", password).status, 200);
}

TEST_F(AccountRoutes, AddsARoleToAnAccountWithItsPassword) {
  const auto token = someone("13911110001");
  const auto code = invite(Role::village, {{"placeCode", County::village_code}});
  const auto refused = accept(code, "13911110001", "another password");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.text("/fields/password"), "");
  EXPECT_EQ(accept(code, "13911110001", password, "").status, 200);
  EXPECT_EQ(county.get("/api/me", token).json.at("roles").as_array().size(), 2u)
      << "its earlier session knows at once";
  EXPECT_EQ(county.get("/api/me", token).text("/home"), "village");
}

TEST_F(AccountRoutes, LimitsGuessesOfInvitationCodes) {
  for (int i = 0; i < people::limits::sign_in_attempts_address; ++i)
    EXPECT_EQ(county.get("/api/invitations/ABCDEFGHJK").status, 404);
  EXPECT_EQ(county.get("/api/invitations/ABCDEFGHJK").status, 429);
  EXPECT_EQ(accept("ABCDEFGHJK", "13911110001", password).status, 429);
}

TEST_F(AccountRoutes, InvitesOnlyWithinTheOwnScope) {
  const auto ask = [&](Role who, Role role, json::object to) {
    to["role"] = name(role);
    return county.post("/api/invitations", county.token(who), to).status;
  };
  const json::object home{{"householdId", county.household.value}},
      other_home{{"householdId", county.other_household.value}};
  const json::object village{{"placeCode", County::village_code}},
      other{{"placeCode", County::other_village_code}};
  EXPECT_EQ(ask(Role::farmer, Role::worker, home), 201);
  EXPECT_EQ(ask(Role::farmer, Role::worker, other_home), 403);
  EXPECT_EQ(ask(Role::farmer, Role::village, village), 403);
  EXPECT_EQ(ask(Role::family, Role::worker, home), 403);
  EXPECT_EQ(ask(Role::worker, Role::family, home), 403);
  EXPECT_EQ(ask(Role::technician, Role::farmer, home), 403);
  EXPECT_EQ(ask(Role::village, Role::farmer, home), 201);
  EXPECT_EQ(ask(Role::village, Role::farmer, other_home), 403);
  EXPECT_EQ(ask(Role::village, Role::village, other), 403);
  EXPECT_EQ(ask(Role::village, Role::operator_, {}), 403);
  EXPECT_EQ(ask(Role::county, Role::operator_, {}), 403);
  EXPECT_EQ(ask(Role::county, Role::town, {{"placeCode", County::other_town_code}}), 201);
  EXPECT_EQ(ask(Role::operator_, Role::operator_, {}), 201);
  EXPECT_EQ(ask(Role::operator_, Role::town, village), 400) << "no town";
  EXPECT_EQ(ask(Role::operator_, Role::village, {{"placeCode", "610829999201"}}), 400);
  EXPECT_EQ(ask(Role::farmer, Role::farmer,
                {{"householdId", county.other_household.value}, {"placeCode", County::village_code}}),
            403)
      << "a place beside a household does not help";
}

TEST_F(AccountRoutes, WithdrawsInvitations) {
  const auto made = county.post("/api/invitations", county.token(Role::farmer),
                                json::object{{"role", "worker"}, {"householdId", county.household.value}});
  EXPECT_TRUE(made.text("/url").starts_with("http://cunkou.example/invitation/"));
  const auto path = "/api/invitations/" + std::to_string(made.json.at("id").as_int64());
  EXPECT_EQ(
      county.get("/api/invitations", county.token(Role::farmer)).json.at("invitations").as_array().size(),
      1u);
  EXPECT_EQ(
      county.get("/api/invitations", county.token(Role::family)).json.at("invitations").as_array().size(),
      0u);
  EXPECT_EQ(county.remove(path, county.token(Role::family)).status, 404);
  EXPECT_EQ(county.remove(path, county.token(Role::village)).status, 204);
  EXPECT_EQ(county.get("/api/invitations/" + made.text("/code")).status, 410);
}

TEST_F(AccountRoutes, LimitsConcurrentSignIns) {
  const auto token = someone("13911110001");
  std::vector<std::thread> flood;
  std::atomic<int> refused = 0;
  for (int t = 0; t < 4; ++t)
    flood.emplace_back([&] {
      for (int i = 0; i < 50; ++i) refused += sign_in("13911110001", "wrong-password").status == 429;
    });
  for (auto& thread : flood) thread.join();
  EXPECT_EQ(refused, 200 - people::limits::sign_in_attempts) << "counted before the password is looked at";
  EXPECT_EQ(county.get("/api/me", token).status, 200);
}

TEST_F(AccountRoutes, DrawsQrCodes) {
  const auto response = county.post("/api/qr", county.token(Role::worker),
                                    json::object{{"text", "http://cunkou.example/invitation/ABCDEFGHJK"}});
  EXPECT_EQ(response.content_type, "image/svg+xml");
  EXPECT_TRUE(response.body.starts_with("<svg"));
  EXPECT_TRUE(http::qr_svg("").has_error());
  EXPECT_TRUE(http::qr_terminal("").has_error());
  const auto printed = http::qr_terminal("http://cunkou.example/invitation/ABCDEFGHJK");
  EXPECT_NE(printed->find("█▀▀▀▀▀█"), std::string::npos) << "the corner of a code, in half blocks";
  EXPECT_TRUE(http::qr_svg(std::string(http::limits::qr_bytes, 'x')).has_value());
  EXPECT_TRUE(http::qr_svg(std::string(http::limits::qr_bytes + 1, 'x')).has_error());
}

}  // namespace
}  // namespace cunkou::app
