#include "core/people/http/people_routes.hpp"

#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "core/people/people_store.hpp"
#include "platform/sql/testing/statement_counter.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using access::Role;
using testing::County;

class PeopleRoutes : public ::testing::Test {
 protected:
  std::size_t households(Role who, std::string query = "") {
    return county.get("/api/households" + query, county.token(who)).json.at("households").as_array().size();
  }
  std::int64_t role_of(Role role) {
    return county.get("/api/me", county.token(role)).json.at_pointer("/roles/0/id").as_int64();
  }

  County county;
};

TEST_F(PeopleRoutes, ListsPeopleInAConstantNumberOfReads) {
  sql::testing::StatementCounter statements(county.database);
  const auto list = [&] { return county.get("/api/people", county.token(Role::operator_)); };
  const auto reads = [&] { return statements.count_of([&] { list(); }); };
  const auto shown = list().json.at("people").as_array().size();
  const auto before = reads();
  for (int n = 0; n < 20; ++n)
    county.token_of({Role::worker, {}, n % 2 ? county.household : county.other_household, ""},
                    std::to_string(13900000000 + n), "示例工人" + std::to_string(n));
  EXPECT_EQ(list().json.at("people").as_array().size(), shown + 20);
  EXPECT_EQ(reads(), before);
}

TEST_F(PeopleRoutes, ListsPersonsToTheirOffice) {
  const auto count = [&](Role who, std::string query = "") {
    const auto response = county.get("/api/people" + query, county.token(who));
    return response.status == 200 ? response.json.at("count").as_int64() : -response.status;
  };
  EXPECT_EQ(count(Role::operator_), 8);
  EXPECT_EQ(count(Role::county), 7);
  EXPECT_EQ(count(Role::town), 6);
  EXPECT_EQ(count(Role::village), 4);
  for (auto role : {Role::technician, Role::farmer, Role::family, Role::worker}) EXPECT_EQ(count(role), -403);
  EXPECT_EQ(count(Role::county, "?place=" + std::string(County::village_code)), 4);
  EXPECT_EQ(count(Role::village, "?place=" + std::string(County::other_village_code)), -404);
  EXPECT_EQ(count(Role::village, "?q=%E5%86%9C%E6%88%B7"), 1);
  const auto page = county.get("/api/people?top=1&skip=1", county.token(Role::village));
  EXPECT_EQ(page.json.at("people").as_array().size(), 1u);
  EXPECT_EQ(page.json.at("count").as_int64(), 4);
  EXPECT_NE(page.text("/people/0/phone").find("****"), std::string::npos);
}

TEST_F(PeopleRoutes, ShowsOnlyRolesWithinTheScope) {
  county.database
      .write([&](sql::Transaction& t) -> Result<int> {
        const auto person = people::people_store(t).person_by_phone("13800000005");
        people::people_store(t).add_role(
            {{}, person->id, Role::family, {}, county.other_household, county.clock.now(), {}});
        return 0;
      })
      .value();
  const auto roles = [&](Role who, const std::string& q) {
    const auto found = county.get("/api/people?q=" + q, county.token(who)).json.at("people").as_array();
    return found.empty() ? 0u : found[0].at("roles").as_array().size();
  };
  EXPECT_EQ(roles(Role::county, "13800000005"), 2u);
  EXPECT_EQ(roles(Role::village, "13800000005"), 1u);
  EXPECT_EQ(roles(Role::village, "0005"), 1u);
  EXPECT_EQ(roles(Role::village, "1380000"), 0u) << "nobody finds the masked digits one by one";
}

TEST_F(PeopleRoutes, EndsARole) {
  const auto worker = "/api/roles/" + std::to_string(role_of(Role::worker)),
             farmer = "/api/roles/" + std::to_string(role_of(Role::farmer)),
             village = "/api/roles/" + std::to_string(role_of(Role::village));
  EXPECT_EQ(county.get("/api/households", county.token(Role::worker)).json.at("households").as_array().size(),
            1u);
  EXPECT_EQ(county.remove(farmer, county.token(Role::worker)).status, 403);
  EXPECT_EQ(county.remove(farmer, county.token(Role::family)).status, 403);
  EXPECT_EQ(county.remove(village, county.token(Role::farmer)).status, 404);
  EXPECT_EQ(county.remove(worker, county.token(Role::farmer)).status, 204);
  EXPECT_EQ(county.remove(worker, county.token(Role::farmer)).status, 404);
  EXPECT_EQ(county.get("/api/households", county.token(Role::worker)).status, 403) << "at once";
  EXPECT_EQ(county.get("/api/me", county.token(Role::worker)).json.at("roles").as_array().size(), 0u);
  EXPECT_EQ(county.remove(village, county.token(Role::village)).status, 204) << "anybody may give up its own";
  EXPECT_EQ(
      county.remove("/api/roles/" + std::to_string(role_of(Role::operator_)), county.token(Role::operator_))
          .status,
      409);
}

TEST_F(PeopleRoutes, EndsInvitationsWithTheRoleOfTheInviter) {
  const auto made = county.post("/api/invitations", county.token(Role::village),
                                json::object{{"role", "village"}, {"placeCode", County::village_code}});
  county.remove("/api/roles/" + std::to_string(role_of(Role::village)), county.token(Role::county));
  EXPECT_EQ(county.get("/api/invitations/" + made.text("/code")).status, 410);
}

TEST_F(PeopleRoutes, ListsHouseholdsWithinTheScope) {
  EXPECT_EQ(households(Role::operator_), 2u);
  EXPECT_EQ(households(Role::county), 2u);
  EXPECT_EQ(households(Role::county, "?place=" + std::string(County::other_village_code)), 1u);
  EXPECT_EQ(households(Role::village, "?place=" + std::string(County::other_village_code)), 0u);
  for (auto role : {Role::town, Role::village, Role::technician, Role::farmer, Role::worker})
    EXPECT_EQ(households(role), 1u);
  const auto own = county.get("/api/households", county.token(Role::worker));
  EXPECT_EQ(own.json.at_pointer("/households/0/members").as_array().size(), 3u);
  EXPECT_EQ(own.text("/households/0/members/0/phone"), "138****0005");
  EXPECT_EQ(own.json.at_pointer("/households/0/things").as_int64(), 1);
  const auto seen = county.get("/api/households", county.token(Role::technician));
  EXPECT_EQ(seen.json.at_pointer("/households/0/members").as_array().size(), 0u)
      << "a technician needs no phone numbers";
}

TEST_F(PeopleRoutes, AddsHouseholds) {
  const auto add = [&](Role who, std::string_view place, std::string called) {
    return county
        .post("/api/households", county.token(who), json::object{{"name", called}, {"placeCode", place}})
        .status;
  };
  EXPECT_EQ(add(Role::village, County::village_code, "大棚户03"), 201);
  EXPECT_EQ(add(Role::village, County::village_code, "大棚户03"), 409);
  EXPECT_EQ(add(Role::village, County::other_village_code, "大棚户04"), 404);
  EXPECT_EQ(add(Role::farmer, County::village_code, "大棚户05"), 404) << "its household is no place";
  EXPECT_EQ(add(Role::operator_, "999", "大棚户06"), 400);
  EXPECT_EQ(add(Role::operator_, County::village_code, " "), 400);
}

TEST_F(PeopleRoutes, ChangesHouseholds) {
  const auto path = "/api/households/" + std::to_string(county.household.value);
  const auto change = [&](Role who, json::object what) {
    return county.patch(path, county.token(who), what);
  };
  const auto quiet = change(Role::farmer, {{"quietFrom", "22:00"}, {"quietTo", "06:00"}});
  EXPECT_EQ(quiet.text("/quietFrom"), "22:00");
  EXPECT_EQ(change(Role::farmer, {{"quietFrom", "25:00"}}).status, 400);
  EXPECT_EQ(change(Role::farmer, {{"quietFrom", "00:00"}, {"quietTo", "23:59"}}).status, 400);
  EXPECT_EQ(change(Role::farmer, {{"quietFrom", "22:00"}, {"quietTo", "22:00"}}).status, 400);
  EXPECT_EQ(change(Role::village, {{"name", "大棚户甲"}}).text("/name"), "大棚户甲");
  EXPECT_EQ(county.greenhouses.find(county.greenhouse)->household_name, "大棚户甲");
  EXPECT_TRUE(
      change(Role::farmer, {{"quietFrom", nullptr}, {"quietTo", nullptr}}).json.at("quietFrom").is_null());
  EXPECT_EQ(change(Role::worker, {{"name", "x"}}).status, 403);
  EXPECT_EQ(county
                .patch("/api/households/" + std::to_string(county.other_household.value),
                       county.token(Role::farmer), json::object{})
                .status,
            404);
}

TEST_F(PeopleRoutes, AppliesQuietHoursAtOnce) {
  const auto quiet = [&](ThingId thing) {
    return county.monitor_service.query([&](const monitor::Monitor& monitor, Instant now) {
      const auto view = monitor.view_of(thing, now);
      return view ? view->thing.quiet : std::nullopt;
    });
  };
  const auto change = [&](json::object what) {
    return county
        .patch("/api/households/" + std::to_string(county.household.value), county.token(Role::farmer), what)
        .status;
  };
  county.monitor_service.thing_changed(county.greenhouse);
  county.monitor_service.thing_changed(county.other_device.thing);
  EXPECT_FALSE(quiet(county.greenhouse));
  EXPECT_EQ(change({{"quietFrom", "22:00"}, {"quietTo", "06:30"}}), 200);
  EXPECT_EQ(quiet(county.greenhouse), (ClockSpan{22 * 60, 6 * 60 + 30}));
  EXPECT_FALSE(quiet(county.other_device.thing)) << "another household's";
  EXPECT_EQ(change({{"quietTo", "07:00"}}), 200);
  EXPECT_EQ(quiet(county.greenhouse)->to_min, 7 * 60);
  EXPECT_EQ(change({{"quietFrom", nullptr}, {"quietTo", nullptr}}), 200);
  EXPECT_FALSE(quiet(county.greenhouse));
}

}  // namespace
}  // namespace cunkou::app
