#pragma once
// MQTT 3.1.1 control packets (OASIS, 29 October 2014): incremental parsing and encoding, without sockets.
//
// Parsed packets refer to the caller's bytes and are valid as long as these. Parsing a PUBLISH allocates
// nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cunkou::mqtt {

using PacketId = std::uint16_t;

enum class Type : std::uint8_t {
  connect = 1,
  connack,
  publish,
  puback,
  pubrec,
  pubrel,
  pubcomp,
  subscribe,
  suback,
  unsubscribe,
  unsuback,
  pingreq,
  pingresp,
  disconnect,
};

using Qos = std::uint8_t;  // 0 at most once, 1 at least once, 2 exactly once
inline constexpr std::uint8_t subscription_refused = 0x80;

struct Will {
  std::string_view topic;
  std::string_view payload;
  Qos qos = 0;
  bool retain = false;
};

// If `level` is not 4, no other field is valid: the answer is CONNACK 0x01 [MQTT-3.1.2-2].
struct Connect {
  std::uint8_t level = 4;
  bool clean_session = true;
  std::uint16_t keep_alive_s = 0;
  std::string_view client_id;
  std::optional<Will> will;
  std::optional<std::string_view> user_name;
  std::optional<std::string_view> password;
};

struct Connack {
  bool session_present = false;
  std::uint8_t code = 0;
};

struct Publish {
  std::string_view topic;
  std::string_view payload;
  PacketId id = 0;  // 0 only for QoS 0
  Qos qos = 0;
  bool dup = false;
  bool retain = false;
};

// PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK hold only a packet identifier.
struct Acknowledgement {
  Type type;
  PacketId id;
};

struct Subscribe {
  struct Entry {
    std::string_view filter;
    Qos qos;
  };
  PacketId id = 0;
  std::vector<Entry> entries;
};

struct Suback {
  PacketId id = 0;
  std::vector<std::uint8_t> codes;
};

struct Unsubscribe {
  PacketId id = 0;
  std::vector<std::string_view> filters;
};

// PINGREQ, PINGRESP and DISCONNECT hold only their fixed header.
struct Bare {
  Type type;
};

using Packet = std::variant<Publish, Acknowledgement, Bare, Connect, Connack, Subscribe, Suback, Unsubscribe>;

struct Parsed {
  enum class Status { need_more, packet, fault };
  Status status = Status::need_more;
  std::size_t size = 0;  // packet: its length. need_more: the length needed, 0 if not yet known
  Packet packet;
  const char* fault = "";  // the violation, beginning with its clause
};

// Parses the first packet of `bytes`. Refuses, which closes the connection [MQTT-4.8.0-1]: reserved packet
// types and flags, a remaining length of over four bytes or over `size_max` in total, fields that exceed it
// or leave bytes over, ill-formed UTF-8 (also U+0000, surrogates and overlong forms), a packet id of 0, a
// topic name that is empty or contains wildcards, an invalid topic filter (topic.hpp).
Parsed parse(std::string_view bytes, std::size_t size_max);

// Each appends one packet to `out`. The caller observes the field limits: strings up to 65,535 bytes.
void put(std::string& out, const Connect&);
void put(std::string& out, const Connack&);
void put(std::string& out, const Publish&);
void put(std::string& out, Acknowledgement);
void put(std::string& out, const Subscribe&);
void put(std::string& out, const Suback&);
void put(std::string& out, const Unsubscribe&);
void put(std::string& out, Bare);

// Whether the text satisfies [MQTT-1.5.3-1] and [MQTT-1.5.3-2].
bool is_mqtt_text(std::string_view);

}  // namespace cunkou::mqtt
