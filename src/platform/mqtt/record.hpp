#pragma once
// Keys and values of the SessionStore. Values are MQTT packets, which reuses the tested and fuzzed codec:
//
//   s/<session>          CONNECT (client id; user name = owner), then SUBSCRIBE if there are subscriptions
//   q/<session>/<seq>    PUBLISH (packet id, QoS, retain) to the client, or PUBREL after its PUBREC
//   i/<session>/<id>     empty: a QoS 2 PUBLISH with that packet id was received and not yet released
//   r/<number>           CONNECT (user name = owner), then the retained PUBLISH

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mqtt/mqtt_message.hpp"
#include "platform/mqtt/packet.hpp"

namespace cunkou::mqtt {

struct Subscription {
  std::string filter;
  Qos qos = 0;
};

std::string session_key(std::uint64_t session);
std::string queue_key(std::uint64_t session, std::uint64_t seq);
std::string received_key(std::uint64_t session, PacketId);
std::string retained_key(std::uint64_t number);

struct Key {
  char kind = 0;
  std::uint64_t number = 0;
  std::uint64_t part = 0;  // seq or packet id
};
std::optional<Key> parse_key(std::string_view);

struct SessionRecord {
  std::string owner, client_id;
  std::vector<Subscription> subscriptions;
};
std::string encode(const SessionRecord&);
std::optional<SessionRecord> parse_session(std::string_view);

struct RetainedRecord {
  std::string owner;
  MessagePtr message;
  Qos qos = 0;
};
std::string encode(const RetainedRecord&);
std::optional<RetainedRecord> parse_retained(std::string_view);

}  // namespace cunkou::mqtt
