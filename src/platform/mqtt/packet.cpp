#include "platform/mqtt/packet.hpp"

#include <cstring>

#include "platform/mqtt/topic.hpp"

namespace cunkou::mqtt {

namespace {

using Byte = unsigned char;

constexpr std::size_t length_bytes_max = 4;

// Length of the well-formed multi-byte sequence at `at` (Unicode 3.9, table 3-7), or 0.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t n) {
    return at + n < text.size() ? static_cast<Byte>(text[at + n]) : Byte{0};
  };
  const auto follows = [&](std::size_t n) { return (byte(n) & 0xC0) == 0x80; };
  const Byte lead = byte(0);
  const Byte second = byte(1);
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
    return follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool is_ascii_without_nul(std::string_view text) {
  for (const char c : text)
    if (static_cast<signed char>(c) <= 0) return false;
  return true;
}

// Parses the fields of one packet in order. The first refusal is final.
class Fields {
 public:
  explicit Fields(std::string_view rest) : rest_(rest) {}

  const char* fault = nullptr;

  void expect(bool good, const char* what) {
    if (!good && !fault) fault = what;
  }

  std::uint8_t byte() {
    if (!has(1)) return 0;
    const auto value = static_cast<Byte>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  std::uint16_t number() {
    const auto high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }

  std::string_view binary() {
    const std::size_t size = number();
    return has(size) ? take(size) : std::string_view{};
  }

  std::string_view text() {
    const auto value = binary();
    expect(is_mqtt_text(value),
           "[MQTT-1.5.3-1] a text is not well-formed UTF-8, or holds U+0000 [MQTT-1.5.3-2]");
    return value;
  }

  PacketId id() {
    const auto value = number();
    expect(value != 0, "[MQTT-2.3.1-1] a packet identifier of 0");
    return value;
  }

  bool more() const { return !fault && !rest_.empty(); }
  std::string_view remainder() { return take(rest_.size()); }
  void end() { expect(rest_.empty(), "[MQTT-4.8.0-1] bytes after the last field"); }

 private:
  bool has(std::size_t size) {
    expect(rest_.size() >= size, "[MQTT-4.8.0-1] a field runs over the end of its packet");
    return !fault;
  }

  std::string_view take(std::size_t size) {
    const auto value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
  }

  std::string_view rest_;
};

void expect_topic_name(Fields& in, std::string_view topic) {
  in.expect(is_topic_name(topic),
            "[MQTT-3.3.2-2] a topic name that is empty, holds wildcards or is over the limit");
}

std::string_view topic_filter(Fields& in) {
  const auto filter = in.text();
  in.expect(is_topic_filter(filter), "[MQTT-4.7.1-2] a topic filter that is not one, or is over the limit");
  return filter;
}

Will read_will(Fields& in, std::uint8_t flags) {
  Will will;
  will.topic = in.text();
  expect_topic_name(in, will.topic);
  will.payload = in.binary();
  will.qos = flags >> 3 & 3;
  will.retain = flags & 0x20;
  in.expect(will.qos != 3, "[MQTT-3.1.2-14] a will of QoS 3");
  return will;
}

void check_connect_flags(Fields& in, std::uint8_t flags) {
  const bool will = flags & 0x04;
  in.expect(!(flags & 0x01), "[MQTT-3.1.2-3] the reserved connect flag is set");
  in.expect(will || !(flags & 0x18), "[MQTT-3.1.2-13] a will QoS without a will");
  in.expect(will || !(flags & 0x20), "[MQTT-3.1.2-15] a will retain without a will");
  in.expect(flags & 0x80 || !(flags & 0x40), "[MQTT-3.1.2-22] a password without a user name");
}

Packet read_connect(Fields& in) {
  Connect connect;
  const auto name = in.text();
  connect.level = in.byte();
  const bool old = name == "MQIsdp" && connect.level != 4;
  in.expect(name == "MQTT" || old, "[MQTT-3.1.2-1] not the protocol MQTT");
  if (!in.fault && connect.level != 4) return in.remainder(), connect;
  const auto flags = in.byte();
  check_connect_flags(in, flags);
  connect.clean_session = flags & 0x02;
  connect.keep_alive_s = in.number();
  connect.client_id = in.text();
  if (flags & 0x04) connect.will = read_will(in, flags);
  if (flags & 0x80) connect.user_name = in.text();
  if (flags & 0x40) connect.password = in.binary();
  return connect;
}

Packet read_connack(Fields& in) {
  const auto flags = in.byte();
  const auto code = in.byte();
  in.expect(flags <= 1, "[MQTT-3.2.2-1] reserved connect acknowledge flags are set");
  in.expect(code <= 5, "[MQTT-3.2.2-6] a reserved connect return code");
  in.expect(!(flags && code), "[MQTT-3.2.2-4] a session present with a refusal");
  return Connack{flags == 1, code};
}

Packet read_publish(Fields& in, std::uint8_t flags) {
  Publish publish;
  publish.dup = flags & 8;
  publish.qos = flags >> 1 & 3;
  publish.retain = flags & 1;
  in.expect(publish.qos != 3, "[MQTT-3.3.1-4] a PUBLISH of QoS 3");
  in.expect(!publish.dup || publish.qos > 0, "[MQTT-3.3.1-2] a DUP of QoS 0");
  publish.topic = in.text();
  expect_topic_name(in, publish.topic);
  if (publish.qos > 0) publish.id = in.id();
  publish.payload = in.remainder();
  return publish;
}

Packet read_subscribe(Fields& in) {
  Subscribe subscribe;
  subscribe.id = in.id();
  in.expect(in.more(), "[MQTT-3.8.3-3] a SUBSCRIBE without a topic filter");
  while (in.more()) {
    const auto filter = topic_filter(in);
    const auto qos = in.byte();
    in.expect(qos <= 2, "[MQTT-3.8.3-4] a requested QoS over 2 or reserved bits");
    subscribe.entries.push_back({filter, qos});
  }
  return subscribe;
}

Packet read_suback(Fields& in) {
  Suback suback;
  suback.id = in.id();
  while (in.more()) {
    suback.codes.push_back(in.byte());
    in.expect(suback.codes.back() <= 2 || suback.codes.back() == subscription_refused,
              "[MQTT-3.9.3-2] a reserved SUBACK return code");
  }
  in.expect(!suback.codes.empty(), "[MQTT-3.9.3-1] a SUBACK without a return code");
  return suback;
}

Packet read_unsubscribe(Fields& in) {
  Unsubscribe unsubscribe;
  unsubscribe.id = in.id();
  in.expect(in.more(), "[MQTT-3.10.3-2] an UNSUBSCRIBE without a topic filter");
  while (in.more()) unsubscribe.filters.push_back(topic_filter(in));
  return unsubscribe;
}

bool flags_are_reserved_ones(Type type, std::uint8_t flags) {
  const bool two = type == Type::pubrel || type == Type::subscribe || type == Type::unsubscribe;
  return type == Type::publish || flags == (two ? 2 : 0);
}

Packet read_body(Fields& in, Type type, std::uint8_t flags) {
  switch (type) {
    case Type::publish:
      return read_publish(in, flags);
    case Type::connect:
      return read_connect(in);
    case Type::connack:
      return read_connack(in);
    case Type::subscribe:
      return read_subscribe(in);
    case Type::suback:
      return read_suback(in);
    case Type::unsubscribe:
      return read_unsubscribe(in);
    case Type::pingreq:
    case Type::pingresp:
    case Type::disconnect:
      return Bare{type};
    default:
      return Acknowledgement{type, in.id()};
  }
}

Parsed refuse(const char* why) {
  Parsed parsed;
  parsed.status = Parsed::Status::fault;
  parsed.fault = why;
  return parsed;
}

struct Header {
  std::size_t size = 0;       // of the fixed header; 0: incomplete
  std::size_t remaining = 0;  // length
  bool too_long = false;
};

Header read_header(std::string_view bytes) {
  Header header;
  for (std::size_t n = 1; n < bytes.size() && n <= length_bytes_max; ++n) {
    const auto byte = static_cast<Byte>(bytes[n]);
    header.remaining |= static_cast<std::size_t>(byte & 0x7F) << (7 * (n - 1));
    if (!(byte & 0x80)) {
      header.size = n + 1;
      return header;
    }
  }
  header.too_long = bytes.size() > length_bytes_max;
  return header;
}

void put_number(std::string& out, std::size_t value) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

void put_header(std::string& out, Type type, unsigned flags, std::size_t remaining) {
  out += static_cast<char>(static_cast<unsigned>(type) << 4 | flags);
  for (; remaining > 127; remaining >>= 7) out += static_cast<char>(remaining | 0x80);
  out += static_cast<char>(remaining);
}

unsigned connect_flags(const Connect& connect) {
  unsigned flags = connect.clean_session ? 0x02 : 0;
  if (connect.will) flags |= 0x04u | connect.will->qos << 3 | (connect.will->retain ? 0x20u : 0u);
  if (connect.user_name) flags |= 0x80;
  if (connect.password) flags |= 0x40;
  return flags;
}

}  // namespace

bool is_mqtt_text(std::string_view text) {
  if (is_ascii_without_nul(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<Byte>(text[at]);
    const auto size = lead == 0 ? 0 : lead < 0x80 ? 1 : sequence_length(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

Parsed parse(std::string_view bytes, std::size_t size_max) {
  Parsed parsed;
  if (bytes.empty()) return parsed;
  const auto first = static_cast<Byte>(bytes.front());
  const auto type = static_cast<Type>(first >> 4);
  if (type < Type::connect || type > Type::disconnect) return refuse("[MQTT-4.8.0-1] a reserved packet type");
  if (!flags_are_reserved_ones(type, first & 0x0F)) return refuse("[MQTT-2.2.2-2] reserved header flags");
  const auto header = read_header(bytes);
  if (header.too_long) return refuse("[MQTT-4.8.0-1] a remaining length of over four bytes");
  if (header.size == 0) return parsed;
  parsed.size = header.size + header.remaining;
  if (parsed.size > size_max) return refuse("a packet over the size limit");
  if (bytes.size() < parsed.size) return parsed;
  Fields in(bytes.substr(header.size, header.remaining));
  parsed.packet = read_body(in, type, first & 0x0F);
  in.end();
  if (in.fault) return refuse(in.fault);
  parsed.status = Parsed::Status::packet;
  return parsed;
}

void put(std::string& out, const Connect& connect) {
  std::string body;
  put_text(body, "MQTT");
  body += static_cast<char>(connect.level);
  body += static_cast<char>(connect_flags(connect));
  put_number(body, connect.keep_alive_s);
  put_text(body, connect.client_id);
  if (connect.will) {
    put_text(body, connect.will->topic);
    put_text(body, connect.will->payload);
  }
  if (connect.user_name) put_text(body, *connect.user_name);
  if (connect.password) put_text(body, *connect.password);
  put_header(out, Type::connect, 0, body.size());
  out += body;
}

void put(std::string& out, const Connack& connack) {
  put_header(out, Type::connack, 0, 2);
  out += static_cast<char>(connack.session_present);
  out += static_cast<char>(connack.code);
}

void put(std::string& out, const Publish& publish) {
  const unsigned flags = (publish.dup ? 8u : 0u) | publish.qos << 1 | (publish.retain ? 1u : 0u);
  const std::size_t id_size = publish.qos > 0 ? 2 : 0;
  put_header(out, Type::publish, flags, 2 + publish.topic.size() + id_size + publish.payload.size());
  put_text(out, publish.topic);
  if (publish.qos > 0) put_number(out, publish.id);
  out += publish.payload;
}

void put(std::string& out, Acknowledgement acknowledgement) {
  put_header(out, acknowledgement.type, acknowledgement.type == Type::pubrel ? 2 : 0, 2);
  put_number(out, acknowledgement.id);
}

void put(std::string& out, const Subscribe& subscribe) {
  std::string body;
  put_number(body, subscribe.id);
  for (const auto& entry : subscribe.entries) {
    put_text(body, entry.filter);
    body += static_cast<char>(entry.qos);
  }
  put_header(out, Type::subscribe, 2, body.size());
  out += body;
}

void put(std::string& out, const Suback& suback) {
  put_header(out, Type::suback, 0, 2 + suback.codes.size());
  put_number(out, suback.id);
  for (const auto code : suback.codes) out += static_cast<char>(code);
}

void put(std::string& out, const Unsubscribe& unsubscribe) {
  std::string body;
  put_number(body, unsubscribe.id);
  for (const auto filter : unsubscribe.filters) put_text(body, filter);
  put_header(out, Type::unsubscribe, 2, body.size());
  out += body;
}

void put(std::string& out, Bare bare) { put_header(out, bare.type, 0, 0); }

}  // namespace cunkou::mqtt
