#pragma once
// For tests only: the small county with devices that send, behind the real routes: things, ingest and series
// whole.

#include "app/testing/county.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/http/device_identity.hpp"
#include "sensing/devices/http/device_routes.hpp"
#include "sensing/ingest/http/ingest_routes.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_extra.hpp"

namespace cunkou::app::testing {

class Farm : public County, ingest::IngestListener {
 public:
  explicit Farm(async::ConcurrencyLimiter* long_queries = nullptr) {
    whole_platform.long_queries = long_queries;
    load();
    for (auto name : {"devices", "ingest", "sensorthings"})
      add_capability(name, whole_platform, whole_wiring);
    const auto renewed = ask(http::Method::post, "/api/devices/" + std::to_string(device.id.value) + "/token",
                             token(access::Role::farmer));
    device_token = renewed.text("/token");
  }

  Answer ask(http::Method method, const std::string& target, std::string_view session = "",
             std::string body = "", std::vector<std::pair<std::string, std::string>> headers = {}) {
    auto asked = request(method, target, session, std::move(body), std::move(headers));
    if (const auto who = cunkou::devices::device_identity(devices, asked); who.device) asked.who = who;
    auto response = answer(asked);
    Answer out{response.status, nullptr, std::move(response)};
    if (out.response.content_type.find("json") != std::string::npos && !out.response.body.empty())
      out.json = boost::json::parse(out.response.body);
    return out;
  }
  // As a device.
  Answer send(http::Method method, const std::string& target, std::string body = "") {
    return ask(method, target, "", std::move(body), {{"authorization", "Bearer " + device_token}});
  }
  Answer as_operator(http::Method method, const std::string& target, std::string body = "") {
    return ask(method, target, token(access::Role::operator_), std::move(body));
  }
  Answer look(const std::string& target) { return as_operator(http::Method::get, target); }

  // Registers a device as the operator would on the page.
  std::string add_device(const std::string& called, const std::string& profile) {
    auto added = as_operator(http::Method::post, "/api/devices",
                             boost::json::serialize(boost::json::value{
                                 {"name", called}, {"profile", profile}, {"placeCode", village_code}}));
    return added.text("/token");
  }

  std::string device_token;
  std::size_t committed = 0;
  devices::Registry devices{profiles()};

 private:
  static std::vector<devices::Profile> profiles() {
    devices::Profile greenhouse, any;
    greenhouse.name = "greenhouse";
    greenhouse.label = {"温棚", "greenhouse"};
    greenhouse.quantities.push_back(
        {"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, minutes(1), false});
    any.name = "any";
    any.label = {"通用", "any"};
    any.open = true;
    return {greenhouse, any};
  }

  void load() {
    database
        .read([&](sql::Transaction& t) -> Result<int> {
          devices.load(sensorthings::entity_store(t), devices::device_store(t));
          return 0;
        })
        .value();
  }

  http::Response answer(http::Request& asked) {
    const auto route = admit(asked);
    const auto problem = [&](const Error& error) {
      return http::Response::problem(error, http::language_of(asked));
    };
    if (!route) return problem(route.error());
    if ((*route)->handle_later) {
      std::promise<http::Response> promise;
      auto answered = promise.get_future();
      (*route)->handle_later(asked, [&](http::Response response) { promise.set_value(std::move(response)); });
      return answered.get();
    }
    auto result = (*route)->handle(asked);
    return result ? std::move(*result) : problem(result.error());
  }

  void readings_committed(const cunkou::devices::DeviceEntry&,
                          std::span<const series::Reading> readings) override {
    committed += readings.size();
  }
  void actuator_state_received(const cunkou::devices::DeviceEntry&, const ingest::ActuatorState&,
                               Stored stored) override {
    stored({});
  }

  ingest::StoredStreamOpener opener_{{database, series, devices, clock, "device", 50}};
  sensorthings::StoredObservationExtras extras_{database};
  ingest::Ingest door_{series, {&opener_, &extras_, this}};
  async::WorkerPool workers_{1, 100};
  capability::Platform whole_platform{database, clock, workers_, events, log};
  Wiring whole_wiring{whole_platform,
                      {series, sessions, devices, door_, greenhouses, monitor_service, connections, trial}};
};

}  // namespace cunkou::app::testing
