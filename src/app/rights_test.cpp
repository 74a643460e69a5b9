// Every route as every role: who is admitted in their own village and household and in another one.

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

// The words of the *.rights files beside the routes: roles that each route admits within their own scope.
// Lists and forms that are filtered or checked further by access::may() admit anyone who may see anything;
// their own tests check the contents.
const std::map<std::string, std::string> words{{"everyone", "octvxfmwdn"},
                                               {"persons", "octvxfmw"},
                                               {"with_a_role", "octvxfmw"},
                                               {"offices", "octv"},
                                               {"somebody", "octvxfmwd"}};
const std::string& everyone = words.at("everyone");

// The value of {name} in a pattern, a target or a body: an example's id or code by the example's name.
using Examples = std::map<std::string, std::string>;

std::string filled(std::string text, const Examples& examples) {
  for (const auto& [name, value] : examples)
    if (const auto at = text.find("{" + name + "}"); at != std::string::npos)
      text.replace(at, name.size() + 2, value);
  return text;
}

// "METHOD /pattern WHO NAME=EXAMPLE…": WHO is one of the words or the letters. EXAMPLE stands for {NAME}: an
// example of Rights::examples_of() or of a *.rights file, or else the text itself.
struct RightsRow {
  std::string who;
  std::map<std::string, std::string> params;
};
// "example NAME /target BODY": the operator posts BODY to /target; the id of the response is the example.
struct ExampleRow {
  std::string name, target, body;
};

struct RightsFiles {
  std::map<std::string, RightsRow> rows;  // by method and pattern
  std::vector<ExampleRow> examples;
};

void read_route(std::istringstream& line, const std::string& method, RightsFiles& into) {
  std::string pattern, param;
  RightsRow row;
  line >> pattern >> row.who;
  EXPECT_FALSE(row.who.empty()) << line.str();
  if (const auto word = words.find(row.who); word != words.end()) row.who = word->second;
  while (line >> param) {
    const auto at = param.find('=');
    ASSERT_NE(at, std::string::npos) << line.str() << ": write NAME=EXAMPLE";
    row.params[param.substr(0, at)] = param.substr(at + 1);
  }
  EXPECT_TRUE(into.rows.emplace(method + " " + pattern, row).second) << "twice: " << line.str();
}

void read_rights(const std::filesystem::path& file, RightsFiles& into) {
  std::ifstream in(file);
  for (std::string text; std::getline(in, text);) {
    if (text.empty() || text.starts_with("#")) continue;
    std::istringstream line(text);
    std::string first;
    line >> first;
    if (first != "example") {
      read_route(line, first, into);
      continue;
    }
    ExampleRow example;
    line >> example.name >> example.target >> std::ws;
    std::getline(line, example.body);
    EXPECT_FALSE(example.body.empty()) << file << ": " << text;
    into.examples.push_back(std::move(example));
  }
}

const RightsFiles& rights_files() {
  static const auto read = [] {
    RightsFiles all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(CUNKOU_SOURCE_DIR "/src"))
      if (entry.path().extension() == ".rights") read_rights(entry.path(), all);
    return all;
  }();
  return read;
}

std::string title(const http::Route& route) { return std::string(name(route.method)) + " " + route.pattern; }

const RightsRow& row_of(const http::Route& route) { return rights_files().rows.at(title(route)); }

class Rights : public ::testing::Test {
 protected:
  Rights() {
    for (const auto& manifest : capabilities(county.platform, county.wiring))
      if (manifest.name != "people" && manifest.name != "places") county.add_routes(manifest.routes);
    county.add_routes({http::openapi_route("{}")});
    own = examples_of(county.device, county.household, County::village_code);
    foreign = examples_of(county.other_device, county.other_household, County::other_village_code);
  }

  Examples examples_of(const devices::Device& device, HouseholdId household, std::string_view village) {
    Examples examples{{"village", std::string(village)},
                      {"place_to_add", std::string(village.substr(0, 9)) + "299"},
                      {"greenhouse", std::to_string(device.thing.value)},
                      {"device", std::to_string(device.id.value)},
                      {"household", std::to_string(household.value)}};
    county.database
        .write([&](sql::Transaction& t) -> Result<int> {
          alarms::Alarm alarm;
          alarm.thing = device.thing;
          alarm.rule = "air_cold";
          examples["alarm"] = std::to_string(alarms::alarm_store(t).put(alarm).value);
          actuation::Command command;
          command.thing = device.thing;
          command.actuator = "vent";
          examples["command"] = std::to_string(actuation::command_store(t).put(command, {}).value);
          notifications::Channel channel;
          channel.place = places::place_store(t).by_code(village)->id;
          examples["channel"] = std::to_string(notifications::channel_store(t).put(channel).value);
          return 0;
        })
        .value();
    post_example(examples, "import", "/api/devices/{device}/import",
                 "stream,time,value\nair_temperature,2026-11-23T08:00:00Z,20\n");
    for (const auto& row : rights_files().examples) post_example(examples, row.name, row.target, row.body);
    return examples;
  }
  void post_example(Examples& examples, const std::string& name, const std::string& target,
                    const std::string& content) {
    const auto added = county.ask(Method::post, filled(target, examples), county.token(Role::operator_),
                                  filled(content, examples));
    ASSERT_LT(added.status, 300) << name << ": " << added.body;
    examples[name] = std::to_string(added.json.at("id").as_int64());
  }

  static std::string target(const http::Route& route, const Examples& examples) {
    const auto row = rights_files().rows.find(title(route));
    if (row == rights_files().rows.end()) return route.pattern;
    Examples params;
    for (const auto& [name, example] : row->second.params)
      params[name] = examples.contains(example) ? examples.at(example) : example;
    return filled(route.pattern, params);
  }
  static std::string body(const Examples& examples) {
    return boost::json::serialize(boost::json::object{{"placeCode", examples.at("village")},
                                                      {"householdId", std::stoll(examples.at("household"))},
                                                      {"code", examples.at("place_to_add")},
                                                      {"name", "新的"},
                                                      {"profile", "greenhouse"}});
  }

  http::Request request(const http::Route& route, char who, const Examples& examples) {
    const auto role = letters.find(who);
    auto asked = county.request(route.method, target(route, examples),
                                role < 8 ? county.token(static_cast<Role>(role)) : "", body(examples));
    if (who == 'd') asked.who.device = county.device.id;
    return asked;
  }
  std::string admitted_to(const http::Route& route, const Examples& examples) {
    std::string in;
    for (char who : letters) {
      auto asked = request(route, who, examples);
      if (county.admit(asked)) in += who;
    }
    return in;
  }
  Code refusal(const http::Route& route, char who, const Examples& examples) {
    auto asked = request(route, who, examples);
    return county.admit(asked).error().code;
  }

  County county;
  Examples own, foreign;
};

TEST_F(Rights, CoverEveryRoute) {
  std::map<std::string, int> there;
  for (const auto& route : county.routes()) {
    EXPECT_TRUE(rights_files().rows.contains(title(route)))
        << title(route) << ": a *.rights file beside it defines who is admitted";
    ++there[title(route)];
  }
  for (const auto& [route, row] : rights_files().rows)
    EXPECT_EQ(there[route], 1) << route << ": there is no such route any more";
}

TEST_F(Rights, AdmitTheListedRolesInTheirOwnVillage) {
  for (const auto& route : county.routes())
    EXPECT_EQ(admitted_to(route, own), row_of(route).who) << title(route);
}

// A route with a scope admits, in another village, only the offices above it. The others do not learn that
// the subject exists.
TEST_F(Rights, AdmitOnlyHigherOfficesInAnotherVillage) {
  for (const auto& route : county.routes()) {
    if (!route.scope) continue;
    std::string above;
    for (char who : row_of(route).who)
      if (who == 'o' || who == 'c') above += who;
    EXPECT_EQ(admitted_to(route, foreign), above) << title(route);
    for (char who : std::string_view("tvxfmw"))
      EXPECT_EQ(refusal(route, who, foreign), Code::not_found) << title(route) << " " << who;
  }
}

TEST_F(Rights, RefuseAnUnknownIdentityAsUnauthenticated) {
  for (const auto& route : county.routes()) {
    if (row_of(route).who == everyone) continue;
    EXPECT_EQ(refusal(route, 'n', own), Code::unauthenticated) << title(route);
    EXPECT_EQ(refusal(route, 'n', foreign), Code::unauthenticated) << title(route);
  }
}

TEST_F(Rights, EndWithTheRole) {
  const auto token = county.token(Role::farmer);
  const auto role = county.get("/api/me", token).json.at_pointer("/roles/0/id").as_int64();
  ASSERT_EQ(county.remove("/api/roles/" + std::to_string(role), token).status, 204);
  for (const auto& route : county.routes()) {
    const auto before = row_of(route).who;
    const bool for_any_person = before == everyone || route.need == access::Permission::signed_in ||
                                route.need == access::Permission::person_or_device;
    auto asked = request(route, 'f', own);
    EXPECT_EQ(county.admit(asked).has_value(), for_any_person) << title(route);
  }
}

}  // namespace
}  // namespace cunkou::app
