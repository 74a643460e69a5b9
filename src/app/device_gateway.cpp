#include "app/device_gateway.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <optional>

#include "app/observation_topic.hpp"
#include "base/limits.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;
using mqtt::Client;
using mqtt::Committed;

// wire-formats.md 5.1: ThingsBoard's device API.
constexpr std::string_view own = "v1/devices/me/";
constexpr std::string_view telemetry = "v1/devices/me/telemetry";
constexpr std::string_view attributes = "v1/devices/me/attributes";
constexpr std::string_view attribute_request = "v1/devices/me/attributes/request/";
constexpr std::string_view rpc_request = "v1/devices/me/rpc/request/";
constexpr std::string_view rpc_response = "v1/devices/me/rpc/response/";

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size() || n <= 0) return {};
  return n;
}

std::optional<std::string_view> after(std::string_view topic, std::string_view head) {
  if (!topic.starts_with(head)) return {};
  return topic.substr(head.size());
}

ingest::Ingest::Completion acknowledge(Committed committed) {
  return [committed = std::move(committed)](const Result<ingest::Report>& report) {
    if (report)
      committed({});
    else
      committed(report.error());
  };
}

}  // namespace

DeviceGateway::DeviceGateway(devices::Registry& registry, ingest::Ingest& ingest, const Clock& clock,
                             Hooks hooks)
    : registry_(registry),
      ingest_(ingest),
      clock_(clock),
      hooks_(std::move(hooks)),
      bad_tokens_(limits::token_tries, limits::token_wait) {}

Result<Client> DeviceGateway::sign_in(const mqtt::SignIn& said) {
  const std::string address(said.remote_address);
  auto entry = registry_.by_token(said.user_name);
  if (!entry) {
    hooks_.unknown_token();
    entry = registry_.by_token(said.user_name);
  }
  if (entry) {
    Client client;
    client.device = entry->device;
    return client;
  }
  if (bad_tokens_.count(address, clock_.now()))
    return Error{Code::too_many, untranslated("too many bad tokens from " + address)};
  return Error{Code::unauthenticated, untranslated("no device has this token")};
}

bool DeviceGateway::may_publish(const Client& client, std::string_view topic) const {
  if (topic == telemetry || topic == attributes || topic.starts_with(attribute_request) ||
      topic.starts_with(rpc_request) || topic.starts_with(rpc_response))
    return true;
  return owns_stream(client, topic);
}

bool DeviceGateway::may_subscribe(const Client& client, std::string_view filter) const {
  return filter.starts_with(own) || owns_stream(client, filter);
}

bool DeviceGateway::owns_stream(const Client& client, std::string_view topic) const {
  const auto named = parse_observation_topic(topic);
  if (!named) return false;
  const auto entry = registry_.by_id(client.device);
  return entry && entry->stream(named->stream);
}

DeviceGateway::Taken DeviceGateway::received(const Client& client, std::string_view topic,
                                             std::string_view payload, Committed committed) {
  const auto entry = registry_.by_id(client.device);
  if (!entry || entry->token_hash.empty()) {
    committed(Error{Code::unauthenticated, untranslated("the device is gone, or its token revoked")});
    return Taken::in_turn;
  }
  auto taken = Taken::in_turn;
  const ingest::Ingest::Offload offload = [&](std::function<void()> rest) {
    taken = Taken::later;
    later(std::move(rest), committed);
  };
  if (topic == telemetry)
    ingest_.take_telemetry(entry, payload, clock_.now(), acknowledge(committed), offload);
  else if (const auto named = parse_observation_topic(topic))
    ingest_.take_observation(entry, named->stream, payload, clock_.now(), acknowledge(committed), offload);
  else if (topic == attributes)
    offload([this, device = client.device, text = std::string(payload), committed] {
      committed(hooks_.keep_attributes(device, text));
    });
  else
    take_talk(*entry, topic, payload, committed);
  return taken;
}

// A job that ends in `committed` unless it cannot begin or throws.
void DeviceGateway::later(std::function<void()> job, const Committed& committed) {
  const auto guarded = [this, job = std::move(job), committed] {
    try {
      job();
    } catch (const std::exception& e) {
      hooks_.failed(e.what());
      committed(Error{Code::unavailable, untranslated(e.what())});
    }
  };
  if (const auto posted = hooks_.later(guarded); !posted)
    committed(Error{Code::unavailable, posted.error().reason});
}

void DeviceGateway::take_talk(const devices::DeviceEntry& entry, std::string_view topic,
                              std::string_view payload, const Committed& committed) {
  if (const auto id = after(topic, attribute_request))
    take_attribute_request(entry.device, *id, payload);
  else if (const auto response = after(topic, rpc_response)) {
    if (const auto command = number(*response)) hooks_.rpc_answer(entry.thing, CommandId(*command), payload);
  } else if (const auto request = after(topic, rpc_request)) {
    take_rpc_request(entry.device, *request, payload);
  }
  committed({});
}

void DeviceGateway::take_attribute_request(DeviceId device, std::string_view id, std::string_view payload) {
  hooks_.later([this, device, request = std::string(id), text = std::string(payload)] {
    const auto answer = hooks_.attributes(device, text);
    if (answer) hooks_.reply(device, "v1/devices/me/attributes/response/" + request, *answer);
  });
}

// What a device may ask of the server.
void DeviceGateway::take_rpc_request(DeviceId device, std::string_view id, std::string_view payload) {
  boost::system::error_code error;
  const auto asked = json::parse(payload, error);
  const auto* method = !error && asked.is_object() ? asked.as_object().if_contains("method") : nullptr;
  json::value answer = json::object{{"error", "unknown method"}};
  if (method && method->is_string() && method->as_string() == "getSessionLimits")
    answer = json::object{{"maxPayloadSize", limits::mqtt_packet_bytes},
                          {"maxInflightMessages", limits::mqtt_inflight}};
  else if (method && method->is_string() && method->as_string() == "getCurrentTime")
    answer = json::value(clock_.now().ms);
  hooks_.reply(device, std::string(rpc_response) + std::string(id), json::serialize(answer));
}

void DeviceGateway::connected(const Client& client) {
  if (client.device) hooks_.later([this, device = client.device] { hooks_.connection(device); });
}

void DeviceGateway::disconnected(const Client& client, std::string_view) { connected(client); }

void DeviceGateway::refused(const Client* client, std::string_view remote_address, std::string_view why) {
  hooks_.log("MQTT " + std::string(remote_address) +
             (client ? " (" + mqtt::owner_of(client->device) + ")" : "") + ": " + std::string(why));
}

}  // namespace cunkou::app
