#include "sensing/ingest/mqtt/device_gateway.hpp"

#include <optional>

#include "base/text.hpp"
#include "platform/mqtt/limits.hpp"
#include "sensing/ingest/limits.hpp"
#include "sensing/sensorthings/observation_topic.hpp"
#include "sensing/thingsboard/rpc_answer.hpp"
#include "sensing/thingsboard/rpc_request.hpp"

namespace cunkou::ingest {
namespace {

using mqtt::Client;
using mqtt::Stored;
using sensorthings::parse_observation_topic;
using thingsboard::Topic;

std::optional<CommandId> command_id(std::string_view text) {
  const auto number = parse_number<std::int64_t>(text);
  if (!number || *number <= 0) return {};
  return CommandId(*number);
}

Completion<Report> acknowledge(Completion<Stored> committed) {
  return [committed = std::move(committed)](const Result<Report>& report) {
    if (!report) return committed(report.error());
    committed(report->has_message ? Stored::content_and_id : Stored::content);
  };
}

}  // namespace

DeviceGateway::DeviceGateway(const Parts& parts)
    : parts_(parts), bad_tokens_(limits::token_attempts, limits::token_wait) {}

Result<Client> DeviceGateway::sign_in(const mqtt::SignIn& attempt) {
  const std::string address(attempt.remote_address);
  auto entry = parts_.registry.by_token(attempt.user_name);
  if (!entry) {
    parts_.listener.unknown_token();
    entry = parts_.registry.by_token(attempt.user_name);
  }
  if (entry) {
    Client client;
    client.device = entry->device;
    return client;
  }
  if (bad_tokens_.count(address, parts_.clock.now()))
    return Error{Code::too_many, untranslated("too many bad tokens from " + address)};
  return Error{Code::unauthenticated, untranslated("no device has this token")};
}

bool DeviceGateway::may_publish(const Client& client, std::string_view topic) const {
  return thingsboard::parse_topic(topic) || owns_stream(client, topic);
}

bool DeviceGateway::may_subscribe(const Client& client, std::string_view filter) const {
  return thingsboard::is_device_filter(filter) || owns_stream(client, filter);
}

bool DeviceGateway::owns_stream(const Client& client, std::string_view topic) const {
  const auto named = parse_observation_topic(topic);
  if (!named) return false;
  const auto entry = parts_.registry.by_id(client.device);
  return entry && entry->stream(named->stream);
}

DeviceGateway::Taken DeviceGateway::received(const Client& client, const mqtt::Content& content,
                                             Completion<Stored> committed) {
  const auto [topic, payload, message] = content;
  const auto entry = parts_.registry.by_id(client.device);
  if (!entry || entry->token_hash.empty()) {
    committed(Error{Code::unauthenticated, untranslated("the device is gone, or its token revoked")});
    return Taken::in_turn;
  }
  auto taken = Taken::in_turn;
  const Ingest::Offload offload = [&](std::function<void()> rest) {
    taken = Taken::later;
    post(std::move(rest), committed);
  };
  const Ingest::Arrival arrival(parts_.clock.now(), offload, message);
  const auto own = thingsboard::parse_topic(topic);
  if (!own) {
    if (const auto named = parse_observation_topic(topic))
      parts_.ingest.take_observation(entry, named->stream, payload, arrival, acknowledge(committed));
    else
      committed(Stored::content);
  } else if (own->kind == Topic::Kind::telemetry) {
    parts_.ingest.take_telemetry(entry, payload, arrival, acknowledge(committed));
  } else if (own->kind == Topic::Kind::attributes) {
    offload([this, device = client.device, text = std::string(payload), committed] {
      const auto kept = parts_.attributes.keep(device, text);
      committed(kept ? Result<Stored>(Stored::content) : kept.error());
    });
  } else {
    take_small_message(*entry, *own, payload);
    committed(Stored::content);
  }
  return taken;
}

// Runs a job that calls `committed`; calls it instead if the job cannot be posted or throws.
void DeviceGateway::post(std::function<void()> job, const Completion<Stored>& committed) {
  const auto guarded = [this, job = std::move(job), committed] {
    try {
      job();
    } catch (const std::exception& e) {
      parts_.listener.failed(e.what());
      committed(Error{Code::unavailable, untranslated(e.what())});
    }
  };
  if (const auto posted = parts_.executor.post(guarded); !posted)
    committed(Error{Code::unavailable, posted.error().reason});
}

// Of a message that is acknowledged at once, since nothing of it is stored here.
void DeviceGateway::take_small_message(const devices::DeviceEntry& entry, const Topic& topic,
                                       std::string_view payload) {
  if (topic.kind == Topic::Kind::attribute_request) {
    respond_to_attribute_request(entry.device, topic.id, payload);
  } else if (topic.kind == Topic::Kind::rpc_response) {
    if (const auto command = command_id(topic.id))
      parts_.listener.command_answered(entry.thing, *command, thingsboard::read_rpc_answer(payload));
  } else if (topic.kind == Topic::Kind::rpc_request) {
    parts_.messenger.send(entry.device, thingsboard::rpc_response_topic(topic.id),
                          thingsboard::respond_to_rpc(payload, parts_.clock.now(),
                                                      {mqtt::limits::packet_bytes, mqtt::limits::inflight}));
  }
}

void DeviceGateway::respond_to_attribute_request(DeviceId device, std::string_view id,
                                                 std::string_view payload) {
  const auto request = thingsboard::parse_attribute_request(payload);
  if (!request) return;
  const auto posted = parts_.executor.post(
      [this, device, topic = thingsboard::attribute_response_topic(id), request = *request] {
        parts_.messenger.send(device, topic, parts_.attributes.requested(device, request));
      });
  if (!posted)
    parts_.listener.failed("a request for attributes is not answered: " + posted.error().reason.en);
}

void DeviceGateway::connected(const Client& client) {
  if (!client.device) return;
  const auto posted =
      parts_.executor.post([this, device = client.device] { parts_.listener.connections_changed(device); });
  if (!posted) parts_.listener.failed("the connection of a device is not shown: " + posted.error().reason.en);
}

void DeviceGateway::disconnected(const Client& client, std::string_view) { connected(client); }

void DeviceGateway::refused(const Client* client, std::string_view remote_address, std::string_view why) {
  parts_.listener.connection_refused("MQTT " + std::string(remote_address) +
                                     (client ? " (" + mqtt::owner_of(client->device) + ")" : "") + ": " +
                                     std::string(why));
}

}  // namespace cunkou::ingest
