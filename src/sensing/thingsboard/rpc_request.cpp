#include "sensing/thingsboard/rpc_request.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"

namespace cunkou::thingsboard {

namespace json = boost::json;

std::string rpc_request(const RpcRequest& request) {
  json::object params{
      {"action", request.action}, {"expires", to_iso(request.expires)}, {"sent", to_iso(request.sent)}};
  if (request.position) params["position"] = *request.position;
  return json_text(json::object{{"method", request.actuator}, {"params", std::move(params)}});
}

std::string respond_to_rpc(std::string_view payload, Instant now, const SessionLimits& session) {
  boost::system::error_code error;
  const auto request = json::parse(payload, error);
  const auto* method = !error && request.is_object() ? request.as_object().if_contains("method") : nullptr;
  const auto name =
      method && method->is_string() ? std::string_view(method->as_string()) : std::string_view();
  if (name == "getSessionLimits")
    return json::serialize(
        json::object{{"maxPayloadSize", session.packet_bytes}, {"maxInflightMessages", session.inflight}});
  if (name == "getCurrentTime") return json::serialize(json::value(now.ms));
  return json::serialize(json::object{{"error", "unknown method"}});
}

}  // namespace cunkou::thingsboard
