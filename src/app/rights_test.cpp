// Every route as every role: who is let in, in one's own village and household and in somebody else's.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "access/permission.hpp"
#include "app/testing/county.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/openapi.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::app {
namespace {

using access::Role;
using http::Method;
using testing::County;

// o operator, c county, t town, v village, x technician, f farmer, m family, w worker, d a device, n nobody.
constexpr std::string_view letters = "octvxfmwdn";

// The words of the *.rights files beside the routes: who is let in where it is their own. Lists and forms
// that are filtered or checked further by access::may() admit anyone who may see anything; their own tests
// check the contents. A row is "METHOD /pattern WHO"; WHO is one of these words or the letters.
const std::map<std::string, std::string> words{{"everyone", "octvxfmwdn"},
                                               {"persons", "octvxfmw"},
                                               {"with_a_role", "octvxfmw"},
                                               {"offices", "octv"},
                                               {"somebody", "octvxfmwd"}};
const std::string& everyone = words.at("everyone");

void read_rights(const std::filesystem::path& file, std::map<std::string, std::string>& all) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    std::istringstream row(line);
    std::string method, pattern, who;
    row >> method >> pattern >> who;
    if (const auto word = words.find(who); word != words.end()) who = word->second;
    EXPECT_FALSE(who.empty()) << file << ": " << line;
    EXPECT_TRUE(all.emplace(method + " " + pattern, who).second) << file << ": twice: " << line;
  }
}

// By route.
const std::map<std::string, std::string>& let_in() {
  static const auto read = [] {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(CUNKOU_SOURCE_DIR "/src"))
      if (entry.path().extension() == ".rights") read_rights(entry.path(), all);
    return all;
  }();
  return read;
}

std::string said(const http::Route& route) { return std::string(name(route.method)) + " " + route.pattern; }

// What {id}, {code} and the body's fields stand for.
struct Subject {
  std::string village, place_to_add;
  std::int64_t greenhouse, device, household, alarm, command, channel, import;
};

class Rights : public ::testing::Test {
 protected:
  Rights() {
    for (const auto& manifest : capabilities(county.platform, county.wiring))
      if (manifest.name != "people" && manifest.name != "places") county.add_routes(manifest.routes);
    county.add_routes({http::openapi_route("{}")});
    own = subject(county.device, county.household, County::village_code);
    foreign = subject(county.other_device, county.other_household, County::other_village_code);
  }

  Subject subject(const devices::Device& device, HouseholdId household, std::string_view village) {
    Subject s{std::string(village),
              std::string(village.substr(0, 9)) + "299",
              device.thing.value,
              device.id.value,
              household.value,
              0,
              0,
              0,
              0};
    county.database
        .write([&](sql::Transaction& t) -> Result<int> {
          alarms::Alarm alarm;
          alarm.thing = device.thing;
          alarm.rule = "air_cold";
          s.alarm = alarms::alarm_store(t).put(alarm).value;
          actuation::Command command;
          command.thing = device.thing;
          command.actuator = "vent";
          s.command = actuation::command_store(t).put(command, {}).value;
          notifications::Channel channel;
          channel.place = places::place_store(t).by_code(village)->id;
          s.channel = notifications::channel_store(t).put(channel).value;
          return 0;
        })
        .value();
    const auto begun = county.ask(Method::post, "/api/devices/" + std::to_string(s.device) + "/import",
                                  county.token(Role::operator_),
                                  "stream,time,value\nair_temperature,2026-11-23T08:00:00Z,20\n");
    s.import = begun.json.at("id").as_int64();
    return s;
  }

  static std::int64_t id_in(const std::string& pattern, const Subject& s) {
    for (const auto& [start, id] : {std::pair{"/api/greenhouses/", s.greenhouse},
                                    {"/api/devices/", s.device},
                                    {"/api/households/", s.household},
                                    {"/api/alarms/", s.alarm},
                                    {"/api/commands/", s.command},
                                    {"/api/channels/", s.channel},
                                    {"/api/imports/", s.import}})
      if (pattern.starts_with(start)) return id;
    return 1;
  }
  static std::string filled(std::string pattern, const Subject& s) {
    const auto fill = [&](std::string_view param, const std::string& value) {
      if (const auto at = pattern.find(param); at != std::string::npos)
        pattern.replace(at, param.size(), value);
    };
    fill("{id}", std::to_string(id_in(pattern, s)));
    fill("{code}", pattern.starts_with("/api/places/") ? s.village : "air_cold");
    fill("{token}", "AAAA");
    return pattern;
  }
  static std::string body(const Subject& s) {
    return boost::json::serialize(boost::json::object{{"placeCode", s.village},
                                                      {"householdId", s.household},
                                                      {"code", s.place_to_add},
                                                      {"name", "新的"},
                                                      {"profile", "greenhouse"}});
  }

  http::Request request(const http::Route& route, char who, const Subject& s) {
    const auto role = letters.find(who);
    auto request = county.request(route.method, filled(route.pattern, s),
                                  role < 8 ? county.token(static_cast<Role>(role)) : "", body(s));
    if (who == 'd') request.who.device = county.device.id;
    return request;
  }
  std::string who_is_let_in(const http::Route& route, const Subject& s) {
    std::string in;
    for (char who : letters) {
      auto asked = request(route, who, s);
      if (county.let_in(asked)) in += who;
    }
    return in;
  }
  Code refusal(const http::Route& route, char who, const Subject& s) {
    auto asked = request(route, who, s);
    return county.let_in(asked).error().code;
  }

  County county;
  Subject own, foreign;
};

TEST_F(Rights, StandForEveryRoute) {
  std::map<std::string, int> there;
  for (const auto& route : county.routes()) {
    EXPECT_TRUE(let_in().contains(said(route)))
        << said(route) << ": a *.rights file beside it says who is let in";
    ++there[said(route)];
  }
  for (const auto& [route, who] : let_in())
    EXPECT_EQ(there[route], 1) << route << ": there is no such route any more";
}

TEST_F(Rights, LetInWhoMayAtHome) {
  for (const auto& route : county.routes())
    EXPECT_EQ(who_is_let_in(route, own), let_in().at(said(route))) << said(route);
}

// What has a scope lets in, elsewhere, only those whose office is above it; nobody else learns that it is
// there.
TEST_F(Rights, LetInFewerElsewhere) {
  for (const auto& route : county.routes()) {
    if (!route.scope) continue;
    std::string above;
    for (char who : let_in().at(said(route)))
      if (who == 'o' || who == 'c') above += who;
    EXPECT_EQ(who_is_let_in(route, foreign), above) << said(route);
    for (char who : std::string_view("tvxfmw"))
      EXPECT_EQ(refusal(route, who, foreign), Code::not_found) << said(route) << " " << who;
  }
}

TEST_F(Rights, AskNobodyToSignInFirst) {
  for (const auto& route : county.routes()) {
    if (let_in().at(said(route)) == everyone) continue;
    EXPECT_EQ(refusal(route, 'n', own), Code::unauthenticated) << said(route);
    EXPECT_EQ(refusal(route, 'n', foreign), Code::unauthenticated) << said(route);
  }
}

TEST_F(Rights, EndWithTheRole) {
  const auto token = county.token(Role::farmer);
  const auto role = county.get("/api/me", token).json.at_pointer("/roles/0/id").as_int64();
  ASSERT_EQ(county.remove("/api/roles/" + std::to_string(role), token).status, 204);
  for (const auto& route : county.routes()) {
    const auto before = let_in().at(said(route));
    const bool for_any_person = before == everyone || route.need == access::Permission::signed_in ||
                                route.need == access::Permission::person_or_device;
    auto asked = request(route, 'f', own);
    EXPECT_EQ(county.let_in(asked).has_value(), for_any_person) << said(route);
  }
}

}  // namespace
}  // namespace cunkou::app
