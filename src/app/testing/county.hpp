#pragma once
// For tests only: a small county with a person of every role, behind the real routes, in memory. What the
// server does to a request, without its sockets: who is asking, which route, may they, the handler.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <future>
#include <map>
#include <span>

#include "app/capabilities.hpp"
#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/sign_in.hpp"
#include "core/people/sql/stored_sessions.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/authorization.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/router.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/http/device_identity.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/greenhouses/greenhouse_kind.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/sql/stored_stream_opener.hpp"
#include "sensing/monitor/service/live_monitor_updates.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/sql/stored_observation_extras.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app::testing {

struct ParsedResponse : http::Response {
  boost::json::value json;  // null where there is none

  std::string text(std::string_view pointer) const {
    return std::string(json.at_pointer(pointer).as_string());
  }
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

// Counts committed readings, and confirms actuator states at once.
struct CommittedReadings final : ingest::IngestListener {
  std::size_t count = 0;
  void readings_committed(const devices::DeviceEntry&, std::span<const series::Reading> readings) override {
    count += readings.size();
  }
  void actuator_report_received(const devices::DeviceEntry&, const actuation::ActuatorReport&,
                                Completion<> stored) override {
    stored({});
  }
};

struct NoConnections final : devices::DeviceConnections {
  bool is_connected(DeviceId) const override { return false; }
  void disconnect(DeviceId) override { ++disconnected; }
  std::size_t disconnected = 0;
};

struct NoTrial final : notifications::ChannelTrial {
  Result<void> check(const notifications::Channel&) const override { return {}; }
  Result<void> send(const notifications::Channel&, const std::string&) const override { return {}; }
};

struct NoLog final : capability::Log {
  void warn(std::string_view) override {}
  void error(std::string_view) override {}
};

class County {
 public:
  explicit County(async::ConcurrencyLimiter* long_queries = nullptr) {
    platform.long_queries = long_queries;
    add_places_and_people();
    add_capability("people");
    add_capability("places");
    add_routes(about_routes({clock}));
  }
  ~County() { pool.stop(); }  // jobs use the routes' objects

  // The routes of one capability, by the name in its manifest.
  void add_capability(std::string_view name) {
    const auto all = capabilities(platform, wiring);
    const auto found = std::ranges::find(all, name, &capability::Manifest::name);
    ASSERT_NE(found, all.end()) << name;
    add_routes(found->routes);
  }

  void add_routes(http::Routes more) {
    for (auto& route : more) routes_.push_back(std::move(route));
    router_ = std::make_unique<http::Router>(routes_);
  }
  const http::Routes& routes() const { return routes_; }

  http::Request request(http::Method method, const std::string& target, std::string_view token = "",
                        std::string body = "",
                        std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    request.query = target.find('?') == std::string::npos ? "" : target.substr(target.find('?') + 1);
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "cunkou.example");
    request.headers.emplace_back("accept-language", language);
    if (!body.empty() && request.header("content-type").empty())
      request.headers.emplace_back("content-type", "application/json");
    if (!token.empty())
      request.headers.emplace_back("cookie", "theme=dark; cunkou_session=" + std::string(token));
    request.body = std::move(body);
    request.remote = address;
    request.who = sessions.identify(people::session_token(request));
    return request;
  }

  // The route if it admits the request: the checks before the handler, not the handler.
  Result<const http::Route*> admit(http::Request& request) {
    const auto match = router_->find(request.method, request.path);
    if (!match.route) return not_found(untranslated("no route"));
    request.params = match.params;
    CUNKOU_TRY(http::refuse_cross_site(*match.route, request));
    CUNKOU_TRY(http::admit(*match.route, request));
    return match.route;
  }

  // As the server does. `token` is of a session; "" without a session. A device names its token in a header.
  ParsedResponse ask(http::Method method, const std::string& target, std::string_view token = "",
                     std::string body = "", std::vector<std::pair<std::string, std::string>> headers = {}) {
    auto asked = request(method, target, token, std::move(body), std::move(headers));
    asked.params = router_->find(method, asked.path).params;  // among them a device's token
    if (const auto who = devices::device_identity(registry, asked); who.device) asked.who = who;
    ParsedResponse response{respond(asked), nullptr};
    if (response.content_type.find("json") != std::string::npos && !response.body.empty())
      response.json = boost::json::parse(response.body);
    return response;
  }
  ParsedResponse get(const std::string& target, std::string_view token = "") {
    return ask(http::Method::get, target, token);
  }
  ParsedResponse post(const std::string& target, std::string_view token, const boost::json::value& body) {
    return ask(http::Method::post, target, token, boost::json::serialize(body));
  }
  ParsedResponse patch(const std::string& target, std::string_view token, const boost::json::value& body) {
    return ask(http::Method::patch, target, token, boost::json::serialize(body));
  }
  ParsedResponse remove(const std::string& target, std::string_view token) {
    return ask(http::Method::delete_, target, token);
  }

  // A new person with that role, signed in: returns the session's token.
  std::string token_of(people::InvitePerson role, const std::string& phone, const std::string& called,
                       const std::string& password_hash = "") {
    return database
        .write([&](sql::Transaction& t) -> Result<std::string> {
          journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
          const auto invited =
              people::invite_person(act, people::people_store(t), places::place_store(t), role);
          if (!invited) return invited.error();
          const auto person = people::accept_invitation(
              act, people::people_store(t), {invited->code, {}, called, phone, password_hash, "zh"});
          if (!person) return person.error();
          return people::sign_in(act, people::people_store(t),
                                 {*person, "Android MicroMessenger", "10.0.0.1"})
              .token;
        })
        .value();
  }
  const std::string& token(access::Role role) const { return tokens_.at(role); }

  static constexpr std::string_view county_code = "610829000000", town_code = "610829101000",
                                    other_town_code = "610829102000", village_code = "610829101201",
                                    other_village_code = "610829102201";
  std::string language = "zh", address = "10.0.0.1";
  FixedClock clock{{1'795'421'400'000}};  // 2026-11-23 16:10 in Asia/Shanghai
  sql::Database database = sql::testing::repeating_database();
  std::unique_ptr<series::ChunkStore> chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  devices::Registry registry{profiles()};
  NoLog log;
  people::StoredSessions stored_sessions{database, log};
  people::Sessions sessions{stored_sessions, clock};
  http::LiveUpdates live_updates;
  async::WorkerPool pool{1, 100};
  greenhouses::GreenhouseDirectory greenhouses{database, registry};
  rules::RuleSet rules;
  notifications::EscalationPolicy escalation;
  std::vector<agronomy::Crop> crops;
  greenhouses::GreenhouseSettings greenhouse_settings{database};
  greenhouses::GreenhouseAdvisor greenhouse_advisor{crops};
  monitor::ThingKinds kinds{
      {greenhouses::greenhouse_kind(greenhouses, greenhouse_settings, greenhouse_advisor)}};
  monitor::NoDeviceLink device_link;
  monitor::LiveMonitorUpdates live_monitor_updates{live_updates, database, kinds};
  monitor::MonitorService monitor_service{
      monitor::MonitorDefinitions{registry.profiles(), rules, escalation},
      {database, series, kinds, device_link, clock, {&live_monitor_updates}}};
  ingest::StoredStreamOpener stream_opener{{database, series, registry, clock, "device", 50}};
  sensorthings::StoredObservationExtras observation_extras{database};
  CommittedReadings committed;
  ingest::Ingest ingest{series, {&stream_opener, &observation_extras, &committed}};
  NoConnections connections;
  NoTrial trial;
  capability::Platform platform{database, clock, pool, live_updates, log};
  Wiring wiring{
      platform,
      {series, sessions, registry, ingest, greenhouses, crops, kinds, monitor_service, connections, trial}};
  HouseholdId household, other_household;
  PlaceId county, town, village;
  ThingId greenhouse;
  devices::Device device, other_device;

 private:
  static std::vector<devices::Profile> profiles() {
    devices::Profile greenhouse, any;
    greenhouse.name = greenhouse.thing = "greenhouse";
    greenhouse.label = {"温棚", "greenhouse"};
    greenhouse.quantities.push_back(
        {"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, minutes(1), false});
    any.name = "any";
    any.label = {"通用", "any"};
    any.open = true;
    return {greenhouse, any};
  }

  void add_places_and_people() {
    database
        .write([&](sql::Transaction& t) -> Result<int> {
          journal::Act act{PersonId{}, "cli", clock.now(), journal::journal_of(t)};
          const auto add = [&](std::string_view code, std::string called) {
            return places::add_place(act, places::place_store(t),
                                     {std::string(code), std::move(called), "", {}})
                ->id;
          };
          county = add(county_code, "吴堡县(示例)");
          town = add(town_code, "辛家沟镇");
          add(other_town_code, "郭家沟镇");
          village = add(village_code, "李家河村");
          const auto other_village = add(other_village_code, "刘家墕村");
          household = people::add_household(act, people::people_store(t), places::place_store(t),
                                            {"大棚户01", village})
                          ->id;
          other_household = people::add_household(act, people::people_store(t), places::place_store(t),
                                                  {"大棚户02", other_village})
                                ->id;
          const auto add_greenhouse = [&](std::string called, PlaceId where, HouseholdId whose) {
            return devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                       places::place_store(t), people::people_store(t),
                                       registry.profiles().front(), {std::move(called), where, whose, {}})
                ->device;
          };
          device = add_greenhouse("1号棚", village, household);
          other_device = add_greenhouse("2号棚", other_village, other_household);
          greenhouse = device.thing;
          registry.load(sensorthings::entity_store(t), devices::device_store(t));
          return 0;
        })
        .value();
    greenhouses.refresh();
    using access::Role;
    int number = 0;
    const auto add_person = [&](access::Role role, PlaceId place, HouseholdId home, std::string called) {
      tokens_[role] = token_of({role, place, home, ""}, "1380000000" + std::to_string(number++), called);
    };
    add_person(Role::operator_, {}, {}, "示例运维员");
    add_person(Role::county, county, {}, "示例县干部");
    add_person(Role::town, town, {}, "示例镇干部");
    add_person(Role::village, village, {}, "示例村支书");
    add_person(Role::technician, town, {}, "示例技术员");
    add_person(Role::farmer, {}, household, "示例农户01");
    add_person(Role::family, {}, household, "示例家人01");
    add_person(Role::worker, {}, household, "示例工人01");
  }

  http::Response respond(http::Request& request) {
    const auto route = admit(request);
    if (!route) return problem(request, route.error());
    if ((*route)->handle_later) {
      std::promise<http::Response> promise;
      auto sent = promise.get_future();
      (*route)->handle_later(request,
                             [&](http::Response response) { promise.set_value(std::move(response)); });
      return sent.get();
    }
    auto result = (*route)->handle(request);
    return result ? std::move(*result) : problem(request, result.error());
  }
  static http::Response problem(const http::Request& request, const Error& error) {
    return http::Response::problem(error, http::language_of(request));
  }

  std::map<access::Role, std::string> tokens_;
  http::Routes routes_;
  std::unique_ptr<http::Router> router_;
};

}  // namespace cunkou::app::testing
