#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/limits.hpp"

#include <gtest/gtest.h>

#include "platform/mqtt/testing/conversation_fixture.hpp"

namespace cunkou::mqtt {
namespace {

using namespace std::chrono_literals;
using testing::ConversationTest;
using testing::Packets;
using testing::publish;
using testing::start;
using testing::telemetry;
using testing::TestConversation;

TEST_F(ConversationTest, AcceptsADevice) {
  auto dev = signed_in();
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 0"});
  EXPECT_TRUE(sessions->connected("device/1"));
}

TEST_F(ConversationTest, RefusesAFirstPacketOtherThanConnect) {  // [MQTT-3.1.0-1]
  auto dev = new_connection();
  dev->send(Bare{Type::pingreq});
  EXPECT_TRUE(dev->finished());
  EXPECT_EQ(dev->replies(), Packets{});
}

TEST_F(ConversationTest, RefusesASecondConnect) {  // [MQTT-3.1.0-2]
  auto dev = signed_in();
  dev->send(connect("device-1", "dev"));
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesOtherProtocolLevels) {  // [MQTT-3.1.2-2]
  auto dev = new_connection();
  auto packet = connect("device-1", "dev");
  packet.level = 5;
  dev->send(packet);
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 1"});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesAnEmptyUserNameWithCode4) {
  auto dev = new_connection();
  dev->send(connect("", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 4"});
  auto other = new_connection();
  auto packet = connect("", "dev");
  packet.user_name.reset();
  other->send(packet);
  EXPECT_EQ(other->replies(), Packets{"CONNACK 4"});
}

TEST_F(ConversationTest, RefusesABadTokenWithCode5) {
  auto dev = new_connection();
  dev->send(connect("stolen", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 5"});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesAThrottledClientWithCode3) {
  auto dev = new_connection();
  dev->send(connect("throttled", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 3"});
}

TEST_F(ConversationTest, RefusesWithCode3WhenThePoolIsFull) {
  auto dev = std::make_shared<TestConversation>(gateway, *sessions, counts, true);
  dev->send(connect("device-1", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 3"});
}

TEST_F(ConversationTest, AssignsAMissingClientId) {  // [MQTT-3.1.3-6]
  EXPECT_EQ(signed_in("")->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, RefusesAPersistentSessionWithoutAClientId) {  // [MQTT-3.1.3-8]
  auto dev = new_connection();
  dev->send(connect("device-1", "", false));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 2"});
}

TEST_F(ConversationTest, RefusesAnOverlongClientId) {
  auto dev = new_connection();
  dev->send(connect("device-1", std::string(limits::client_id_bytes + 1, 'x')));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 2"});
}

TEST_F(ConversationTest, LimitsTheFirstPacket) {
  auto dev = new_connection();
  dev->send_bytes("\x10\xff\x7f");  // announces a CONNECT of 16 KB
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, ReadsPacketsSentWithTheConnect) {  // 3.1.4: a client need not wait for the CONNACK
  auto dev = new_connection();
  dev->send(connect("device-1", "dev"), publish(telemetry, "{}", 1, 5));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "PUBACK 5"}));
}

TEST_F(ConversationTest, ClosesWithoutAConnectInTime) {
  auto dev = new_connection();
  dev->tick(start + limits::connect_wait);
  EXPECT_FALSE(dev->finished());
  dev->tick(start + limits::connect_wait + 1ms);
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, AcknowledgesCommittedContentOnly) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  dev->send(publish(telemetry, R"({"t":21.3})", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{});
  gateway.commit_all();
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 7"});
  EXPECT_EQ(
      gateway.received(),
      (std::vector<testing::TestGateway::Received>{{"device/1", std::string(telemetry), R"({"t":21.3})"}}));
}

TEST_F(ConversationTest, AcknowledgesInTheOrderReceived) {  // [MQTT-4.6.0-2]
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  for (PacketId id : {11, 12, 13}) dev->send(publish(telemetry, "{}", 1, id));
  gateway.commit_all(/*newest_first=*/true);
  EXPECT_EQ(dev->replies(), (Packets{"PUBACK 11", "PUBACK 12", "PUBACK 13"}));
}

TEST_F(ConversationTest, AcknowledgesRefusedContent) {
  auto dev = signed_in();
  dev->replies();
  dev->send(publish(telemetry, "not json", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 7"});
}

TEST_F(ConversationTest, ClosesWithoutAcknowledgingContentThatCannotBeStored) {
  auto dev = signed_in();
  dev->replies();
  gateway.disk_full = true;
  dev->send(publish(telemetry, "{}", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, ContinuesAfterAQos0PublishThatCannotBeStored) {
  auto dev = signed_in();
  gateway.disk_full = true;
  dev->send(publish(telemetry, "{}"));
  EXPECT_FALSE(dev->finished());
  EXPECT_EQ(counts.publishes_refused, 1u);
}

TEST_F(ConversationTest, ClosesOnAForbiddenPublish) {  // [MQTT-3.3.5-2]
  auto dev = signed_in();
  dev->send(publish("v1/devices/other/telemetry", "{}", 1, 7));
  EXPECT_TRUE(dev->finished());
  EXPECT_TRUE(gateway.received().empty());
  EXPECT_EQ(gateway.notes().back(), "refused: [MQTT-3.3.5-2] may not publish to v1/devices/other/telemetry");
}

TEST_F(ConversationTest, AcceptsAQos2PublishOnce) {  // [MQTT-4.3.3-2]
  auto dev = signed_in();
  dev->replies();
  auto packet = publish(telemetry, "{}", 2, 9);
  dev->send(packet);
  packet.dup = true;
  dev->send(packet);
  EXPECT_EQ(dev->replies(), (Packets{"PUBREC 9", "PUBREC 9"}));
  EXPECT_EQ(gateway.received().size(), 1u);
  dev->send(Acknowledgement{Type::pubrel, 9});
  EXPECT_EQ(dev->replies(), Packets{"PUBCOMP 9"});
  dev->send(publish(telemetry, "{}", 2, 9));
  EXPECT_EQ(gateway.received().size(), 2u);
}

TEST_F(ConversationTest, AnswersAnUnknownPubrel) {
  auto dev = signed_in();
  dev->replies();
  dev->send(Acknowledgement{Type::pubrel, 77});
  EXPECT_EQ(dev->replies(), Packets{"PUBCOMP 77"});
}

TEST_F(ConversationTest, AcceptsADuplicateQos2PublishOnceDuringItsCommit) {
  auto dev = signed_in("dev", false);
  gateway.hold = true;
  dev->send(publish(telemetry, "{}", 2, 9));
  dev->lost("gone");
  auto again = signed_in("dev", false);
  again->replies();
  auto packet = publish(telemetry, "{}", 2, 9);
  packet.dup = true;
  again->send(packet);
  EXPECT_EQ(again->replies(), Packets{});
  gateway.commit_all();
  EXPECT_EQ(replies_after(*again, 1), Packets{"PUBREC 9"});
  EXPECT_EQ(gateway.received().size(), 1u);
}

TEST_F(ConversationTest, PausesAClientWithTooManyUnacknowledgedPublishes) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  for (std::size_t n = 0; n <= limits::inflight; ++n)
    dev->send(publish(telemetry, "{}", 1, static_cast<PacketId>(n + 1)));
  EXPECT_TRUE(dev->paused());
  EXPECT_EQ(gateway.received().size(), limits::inflight);
  gateway.commit_all();
  EXPECT_EQ(dev->replies().size(), limits::inflight);
  dev->send_bytes("");
  EXPECT_EQ(gateway.received().size(), limits::inflight + 1);
}

TEST_F(ConversationTest, AnswersAPing) {  // [MQTT-3.12.4-1]
  auto dev = signed_in();
  dev->replies();
  dev->send(Bare{Type::pingreq});
  EXPECT_EQ(dev->replies(), Packets{"PINGRESP"});
}

TEST_F(ConversationTest, EndsAfterOneAndAHalfKeepAlives) {  // [MQTT-3.1.2-24]
  auto dev = signed_in();
  dev->now = start + 30s;
  dev->send(Bare{Type::pingreq});
  dev->tick(start + 30s + 90s);
  EXPECT_FALSE(dev->finished());
  dev->tick(start + 30s + 90s + 1ms);
  EXPECT_TRUE(dev->finished());
  EXPECT_EQ(counts.keep_alives_missed, 1u);
}

TEST_F(ConversationTest, NeverTimesOutWithoutKeepAlive) {  // [MQTT-3.1.2-10], keep-alive 0
  auto dev = new_connection();
  auto packet = connect("device-1", "dev");
  packet.keep_alive_s = 0;
  dev->send(packet);
  dev->tick(start + 1000h);
  EXPECT_FALSE(dev->finished());
}

TEST_F(ConversationTest, DoesNotTimeOutWhileItOwesAcknowledgements) {
  auto dev = signed_in();
  gateway.hold = true;
  dev->send(publish(telemetry, "{}", 1, 1));
  dev->tick(start + 1h);
  EXPECT_FALSE(dev->finished());
}

TEST_F(ConversationTest, RefusesPacketsOfAServer) {
  for (auto bytes : {"\x20\x02\x00\x00", "\xd0\x00"}) {
    auto dev = signed_in();
    dev->send_bytes({bytes, static_cast<std::size_t>(bytes[1]) + 2});
    EXPECT_TRUE(dev->finished());
    dev->lost("");
  }
  auto dev = signed_in();
  dev->send(Acknowledgement{Type::unsuback, 1});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, GivesOutstandingAcknowledgementsBeforeItStops) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  dev->send(publish(telemetry, "{}", 1, 1));
  dev->drain();
  dev->send(publish(telemetry, "{}", 1, 2));
  EXPECT_FALSE(dev->finished());
  gateway.commit_all();
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 1"});
  EXPECT_TRUE(dev->finished());
  EXPECT_EQ(gateway.received().size(), 1u);
}

TEST_F(ConversationTest, DeliversSharedTopicsToAService) {
  auto service = signed_in("dashboard", true, "service");
  service->send(Subscribe{
      1, {{"v1.1/Datastreams(7)/Observations", 1}, {"v1.1/Datastreams(7)/Observations?$select=result", 0}}});
  service->replies();
  EXPECT_EQ(sessions->subscribed_below("v1.1/Datastreams(7)/").size(), 2u);
  EXPECT_EQ(sessions->publish_shared(publish("v1.1/Datastreams(7)/Observations", "{}", 1)), 1u);
  EXPECT_EQ(service->replies(), Packets{"PUBLISH v1.1/Datastreams(7)/Observations={} q1 id1"});
  service->lost("");
  EXPECT_FALSE(sessions->has_shared());
}

TEST_F(ConversationTest, ClosesWithoutAnAcknowledgementWhenTheGatewayThrows) {
  for (const Qos qos : {1, 2}) {
    auto dev = signed_in("dev", false);
    replies_after(*dev, 1);
    gateway.broken = true;
    dev->send(publish(telemetry, "{}", qos, 5));
    EXPECT_EQ(dev->replies(), Packets{});
    EXPECT_TRUE(dev->finished());
    dev->lost("closed");
    gateway.broken = false;
    auto again = signed_in("dev", false);
    replies_after(*again, 1);
    again->send(publish(telemetry, "{}", qos, 5));
    EXPECT_EQ(replies_after(*again, 1), Packets{qos == 1 ? "PUBACK 5" : "PUBREC 5"})
        << "it is accepted again";
    if (qos == 2) again->send(Acknowledgement{Type::pubrel, 5});
    again->send(Bare{Type::disconnect});
    again->lost("closed");
  }
}

TEST_F(ConversationTest, RefusesWithCode3WhenSigningInThrows) {
  gateway.broken = true;
  auto dev = new_connection();
  dev->send(connect("device-1", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 3"});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, ReadsNothingUntilDeferredContentIsDone) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  gateway.taken = Gateway::Taken::later;
  for (const Qos qos : {0, 1, 2}) {
    const auto before = gateway.received().size();
    dev->send(publish(telemetry, "first", qos, 7), publish(telemetry, "second", qos, 8), Bare{Type::pingreq});
    EXPECT_TRUE(dev->paused());
    EXPECT_EQ(gateway.received().size(), before + 1);
    EXPECT_EQ(dev->replies(), Packets{});
    gateway.commit_all();
    dev->run_posted();
    dev->send_bytes("");
    EXPECT_EQ(gateway.received().size(), before + 2);
    EXPECT_EQ(gateway.received().back().payload, "second");
    gateway.commit_all();
    dev->run_posted();
    dev->send_bytes("");
    EXPECT_FALSE(dev->paused());
    EXPECT_EQ(dev->replies().back(), "PINGRESP");
  }
}

}  // namespace
}  // namespace cunkou::mqtt
