#include "platform/mqtt/packet.hpp"
#include "platform/mqtt/limits.hpp"

#include <gtest/gtest.h>

namespace cunkou::mqtt {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::size_t any_size = limits::packet_bytes;

template <class P>
P parsed(std::string_view bytes) {
  const auto result = parse(bytes, any_size);
  EXPECT_EQ(result.status, Parsed::Status::packet) << result.fault;
  EXPECT_EQ(result.size, bytes.size());
  return std::get<P>(result.packet);
}

// The clause with which a packet is refused.
std::string fault(std::string_view bytes, std::size_t size_max = any_size) {
  const auto result = parse(bytes, size_max);
  return result.status == Parsed::Status::fault ? std::string(result.fault).substr(0, 14) : "(no fault)";
}

std::string framed(char first, std::string_view body) {
  return std::string{first, static_cast<char>(body.size())} + std::string(body);
}

std::string connect_body(unsigned char flags, std::string_view rest = "\0\3dev"sv) {
  return "\0\4MQTT\4"s + static_cast<char>(flags) + "\0\x3c"s + std::string(rest);
}

TEST(Parse, ReadsAConnectWithAllFields) {
  Connect sent;
  sent.clean_session = false;
  sent.keep_alive_s = 60;
  sent.client_id = "dev1";
  sent.will = Will{"me/gone", "off", 1, true};
  sent.user_name = "token";
  sent.password = "\0secret"sv;
  std::string bytes;
  put(bytes, sent);
  const auto got = parsed<Connect>(bytes);
  EXPECT_FALSE(got.clean_session);
  EXPECT_EQ(got.keep_alive_s, 60);
  EXPECT_EQ(got.client_id, "dev1");
  EXPECT_EQ(got.will->topic, "me/gone");
  EXPECT_EQ(got.will->payload, "off");
  EXPECT_EQ(got.will->qos, 1);
  EXPECT_TRUE(got.will->retain);
  EXPECT_EQ(got.user_name, "token");
  EXPECT_EQ(got.password, "\0secret"sv);
}

TEST(Parse, ReadsTheLevelOfAnotherProtocolVersion) {  // answered with 0x01 [MQTT-3.1.2-2]
  EXPECT_EQ(parsed<Connect>(framed(0x10, "\0\4MQTT\5\2\0\x3c\0\0\3dev"sv)).level, 5);
  EXPECT_EQ(parsed<Connect>(framed(0x10, "\0\6MQIsdp\3\2\0\x3c\0\3dev"sv)).level, 3);
}

TEST(Parse, RefusesAMalformedConnect) {
  EXPECT_EQ(fault(framed(0x10, "\0\4MQTX\4\2\0\x3c\0\3dev"sv)), "[MQTT-3.1.2-1]");
  EXPECT_EQ(fault(framed(0x10, connect_body(0x03))), "[MQTT-3.1.2-3]");
  EXPECT_EQ(fault(framed(0x10, connect_body(0x0a))).substr(0, 13),
            "[MQTT-3.1.2-1");  // -13: will QoS without will
  EXPECT_STREQ(parse(framed(0x10, connect_body(0x1e, "\0\3dev\0\1a\0\0"sv)), any_size).fault,
               "[MQTT-3.1.2-14] a will of QoS 3");
  EXPECT_STREQ(parse(framed(0x10, connect_body(0x22)), any_size).fault,
               "[MQTT-3.1.2-15] a will retain without a will");
  EXPECT_STREQ(parse(framed(0x10, connect_body(0x42)), any_size).fault,
               "[MQTT-3.1.2-22] a password without a user name");
  EXPECT_EQ(fault(framed(0x10, connect_body(0x06, "\0\3dev\0\3a/#\0\0"sv))), "[MQTT-3.3.2-2]");
  EXPECT_EQ(fault(framed(0x10, connect_body(0x82))), "[MQTT-4.8.0-1]");                // user name missing
  EXPECT_EQ(fault(framed(0x10, connect_body(0x02, "\0\3dev!"sv))), "[MQTT-4.8.0-1]");  // surplus bytes
  EXPECT_EQ(fault(framed(0x11, connect_body(0x02))), "[MQTT-2.2.2-2]");
}

TEST(Parse, ReadsPublishesOfEveryQos) {
  for (Qos qos : {0, 1, 2}) {
    Publish sent;
    sent.topic = "v1/devices/me/telemetry";
    sent.payload = R"({"t":21.3,"h":63.2})";
    sent.qos = qos;
    sent.id = qos ? 4711 : 0;
    sent.dup = qos > 0;
    sent.retain = true;
    std::string bytes;
    put(bytes, sent);
    const auto got = parsed<Publish>(bytes);
    EXPECT_EQ(got.topic, sent.topic);
    EXPECT_EQ(got.payload, sent.payload);
    EXPECT_EQ(got.id, sent.id);
    EXPECT_EQ(got.qos, qos);
    EXPECT_EQ(got.dup, sent.dup);
    EXPECT_TRUE(got.retain);
  }
}

TEST(Parse, ReadsAnEmptyPayload) { EXPECT_EQ(parsed<Publish>(framed(0x30, "\0\1a"sv)).payload, ""); }

TEST(Parse, RefusesAMalformedPublish) {
  EXPECT_EQ(fault(framed(0x36, "\0\1a\0\1"sv)), "[MQTT-3.3.1-4]");
  EXPECT_EQ(fault(framed(0x38, "\0\1a"sv)), "[MQTT-3.3.1-2]");
  EXPECT_EQ(fault(framed(0x32, "\0\1a\0\0"sv)), "[MQTT-2.3.1-1]");
  EXPECT_EQ(fault(framed(0x32, "\0\1a\0"sv)), "[MQTT-4.8.0-1]");
  EXPECT_EQ(fault(framed(0x30, "\0\0"sv)), "[MQTT-3.3.2-2]");
  EXPECT_EQ(fault(framed(0x30, "\0\3a/+"sv)), "[MQTT-3.3.2-2]");
  EXPECT_EQ(fault(framed(0x30, "\0\5a"sv)), "[MQTT-4.8.0-1]");
}

TEST(Parse, RefusesIllFormedUtf8) {
  for (auto text :
       {"a\0b"sv, "\xed\xa0\x80"sv, "\xed\xbf\xbf"sv, "\xc0\x80"sv, "\xe0\x80\x80"sv, "\xf0\x80\x80\x80"sv,
        "\xf4\x90\x80\x80"sv, "\xff"sv, "\x80"sv, "\xe5\xa4"sv, "\xf5\x80\x80\x80"sv, "棚\0"sv}) {
    EXPECT_FALSE(is_mqtt_text(text));
    EXPECT_EQ(fault(framed(0x30, std::string{'\0', static_cast<char>(text.size())} + std::string(text))),
              "[MQTT-1.5.3-1]");
  }
  for (auto text : {""sv, "大棚"sv, "\xef\xbb\xbf"sv, "😀"sv, "\xf4\x8f\xbf\xbf"sv, "\xee\x80\x80"sv, "é"sv})
    EXPECT_TRUE(is_mqtt_text(text));
}

TEST(Parse, ReadsAcknowledgements) {
  for (auto type : {Type::puback, Type::pubrec, Type::pubrel, Type::pubcomp, Type::unsuback}) {
    std::string bytes;
    put(bytes, Acknowledgement{type, 258});
    EXPECT_EQ(bytes.size(), 4u);
    const auto got = parsed<Acknowledgement>(bytes);
    EXPECT_EQ(got.type, type);
    EXPECT_EQ(got.id, 258);
  }
  EXPECT_EQ(fault("\x40\2\0\0"sv), "[MQTT-2.3.1-1]");
  EXPECT_EQ(fault("\x60\2\0\1"sv), "[MQTT-2.2.2-2]");  // PUBREL requires flags 0010
  EXPECT_EQ(fault("\x42\2\0\1"sv), "[MQTT-2.2.2-2]");
  EXPECT_EQ(fault("\x40\3\0\1\0"sv), "[MQTT-4.8.0-1]");
  EXPECT_EQ(fault("\x40\1\0"sv), "[MQTT-4.8.0-1]");
}

TEST(Parse, ReadsSubscriptions) {
  std::string bytes;
  put(bytes, Subscribe{7, {{"me/#", 1}, {"v1/devices/me/rpc/request/+", 0}}});
  const auto got = parsed<Subscribe>(bytes);
  EXPECT_EQ(got.id, 7);
  ASSERT_EQ(got.entries.size(), 2u);
  EXPECT_EQ(got.entries[1].filter, "v1/devices/me/rpc/request/+");
  EXPECT_EQ(got.entries[0].qos, 1);
}

TEST(Parse, RefusesAMalformedSubscribe) {
  EXPECT_EQ(fault("\x82\2\0\1"sv), "[MQTT-3.8.3-3]");
  EXPECT_EQ(fault(framed('\x82', "\0\1\0\1a\3"sv)), "[MQTT-3.8.3-4]");
  EXPECT_EQ(fault(framed('\x82', "\0\1\0\1a\x80"sv)), "[MQTT-3.8.3-4]");
  EXPECT_EQ(fault(framed('\x82', "\0\0\0\1a\0"sv)), "[MQTT-2.3.1-1]");
  EXPECT_EQ(fault(framed('\x82', "\0\1\0\3a/b"sv)), "[MQTT-4.8.0-1]");
  EXPECT_EQ(fault(framed('\x82', "\0\1\0\4a/b#\0"sv)), "[MQTT-4.7.1-2]");
  EXPECT_EQ(fault(framed('\x82', "\0\1\0\0\0"sv)), "[MQTT-4.7.1-2]");
  EXPECT_EQ(fault(framed('\x80', "\0\1\0\1a\0"sv)), "[MQTT-2.2.2-2]");
}

TEST(Parse, ReadsUnsubscribeAndRefusesAnEmptyOne) {
  std::string bytes;
  put(bytes, Unsubscribe{9, {"a", "b/+"}});
  EXPECT_EQ(parsed<Unsubscribe>(bytes).filters, (std::vector{"a"sv, "b/+"sv}));
  EXPECT_STREQ(parse("\xa2\2\0\1"sv, any_size).fault,
               "[MQTT-3.10.3-2] an UNSUBSCRIBE without a topic filter");
}

TEST(Parse, ReadsPacketsOfAServer) {
  std::string bytes;
  put(bytes, Connack{true, 0});
  EXPECT_TRUE(parsed<Connack>(bytes).session_present);
  bytes.clear();
  put(bytes, Suback{3, {0, 2, subscription_refused}});
  EXPECT_EQ(parsed<Suback>(bytes).codes, (std::vector<std::uint8_t>{0, 2, 0x80}));
  EXPECT_EQ(fault("\x20\2\2\0"sv), "[MQTT-3.2.2-1]");
  EXPECT_EQ(fault("\x20\2\1\5"sv), "[MQTT-3.2.2-4]");
  EXPECT_EQ(fault("\x90\3\0\1\3"sv), "[MQTT-3.9.3-2]");
}

TEST(Parse, ReadsPacketsWithoutContent) {
  for (auto type : {Type::pingreq, Type::pingresp, Type::disconnect}) {
    std::string bytes;
    put(bytes, Bare{type});
    EXPECT_EQ(parsed<Bare>(bytes).type, type);
  }
  EXPECT_EQ(fault("\xe1\0"sv), "[MQTT-2.2.2-2]");
  EXPECT_EQ(fault("\xc0\1x"sv), "[MQTT-4.8.0-1]");
}

TEST(Parse, RefusesReservedTypes) {
  EXPECT_EQ(fault("\x00\0"sv), "[MQTT-4.8.0-1]");
  EXPECT_EQ(fault("\xf0\0"sv), "[MQTT-4.8.0-1]");
}

TEST(Parse, RefusesARemainingLengthOfFiveBytes) {
  EXPECT_EQ(fault("\x30\xff\xff\xff\xff"sv), "[MQTT-4.8.0-1]");
  EXPECT_EQ(parse("\x30\xff\xff\xff"sv, any_size).status, Parsed::Status::need_more);
}

TEST(Parse, RefusesAnOversizedPacketFromItsHeader) {
  EXPECT_EQ(fault("\x30\xff\xff\xff\x7f"sv), "a packet over ");
  EXPECT_EQ(parse("\x30\x0a"sv, 12).status, Parsed::Status::need_more);
  EXPECT_EQ(fault("\x30\x0b"sv, 12), "a packet over ");
}

TEST(Parse, NeedsMoreBytesForEveryPrefix) {
  std::string bytes;
  put(bytes, Publish{"a/b", std::string(200, 'x'), 5, 1, false, false});
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_EQ(parse(std::string_view(bytes).substr(0, n), any_size).status, Parsed::Status::need_more) << n;
  EXPECT_EQ(parse(std::string_view(bytes).substr(0, 3), any_size).size, bytes.size());
  bytes += bytes;
  EXPECT_EQ(parse(bytes, any_size).size, bytes.size() / 2);
}

TEST(Put, EncodesLengthsAtTheirBoundaries) {
  for (std::size_t length : {127u, 128u, 16'383u, 16'384u, 65'000u}) {
    std::string bytes;
    const std::string payload(length - 3, 'x');
    put(bytes, Publish{"a", payload, 0, 0, false, false});
    EXPECT_EQ(parsed<Publish>(bytes).payload.size(), payload.size());
  }
}

}  // namespace
}  // namespace cunkou::mqtt
