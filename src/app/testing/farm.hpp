#pragma once
// For tests only: the small county with a device that sends, behind the real routes of devices, ingest and
// SensorThings.

#include "app/testing/county.hpp"

namespace cunkou::app::testing {

class Farm : public County {
 public:
  explicit Farm(async::ConcurrencyLimiter* long_queries = nullptr) : County(long_queries) {
    for (auto name : {"devices", "ingest", "sensorthings"}) add_capability(name);
    const auto renewed = ask(http::Method::post, "/api/devices/" + std::to_string(device.id.value) + "/token",
                             token(access::Role::farmer));
    device_token = renewed.text("/token");
  }

  // As the device of the farmer.
  ParsedResponse send(http::Method method, const std::string& target, std::string body = "") {
    return ask(method, target, "", std::move(body), {{"authorization", "Bearer " + device_token}});
  }
  ParsedResponse as_operator(http::Method method, const std::string& target, std::string body = "") {
    return ask(method, target, token(access::Role::operator_), std::move(body));
  }
  ParsedResponse get_as_operator(const std::string& target) { return as_operator(http::Method::get, target); }

  // Registers a device as the operator does on the page. Returns its token.
  std::string add_device(const std::string& called, const std::string& profile) {
    auto added = as_operator(http::Method::post, "/api/devices",
                             boost::json::serialize(boost::json::value{
                                 {"name", called}, {"profile", profile}, {"placeCode", village_code}}));
    return added.text("/token");
  }

  std::string device_token;
};

}  // namespace cunkou::app::testing
