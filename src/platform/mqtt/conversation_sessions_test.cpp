// Conversations of several connections: subscriptions, sessions and wills.

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

TEST_F(ConversationTest, RefusesASubscriptionOutsideTheOwnTopics) {
  auto dev = signed_in();
  dev->replies();
  dev->send(Subscribe{3, {{"me/#", 2}, {"#", 1}, {"v1/devices/me/rpc/request/+", 1}}});
  EXPECT_EQ(dev->replies(), Packets{"SUBACK 3: 2 128 1"});
}

TEST_F(ConversationTest, RoutesMessagesBetweenSessionsOfOneDeviceOnly) {
  auto sender = signed_in("a");
  auto own = signed_in("b");
  auto other = signed_in("c", true, "device-2");
  own->send(Subscribe{1, {{"me/#", 1}}});
  other->send(Subscribe{1, {{"me/#", 1}}});
  own->replies();
  other->replies();
  sender->send(publish("me/door", "open", 2, 4));
  EXPECT_EQ(own->replies(), Packets{"PUBLISH me/door=open q1 id1"});
  EXPECT_EQ(other->replies(), Packets{});
  EXPECT_EQ(sender->replies().back(), "PUBREC 4");
}

TEST_F(ConversationTest, StopsDeliveryAfterUnsubscribe) {  // [MQTT-3.10.4-2]
  auto dev = signed_in();
  dev->send(Subscribe{1, {{"me/#", 0}}}, Unsubscribe{2, {"me/#", "me/never"}}, publish("me/a", "x"));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "SUBACK 1: 0", "UNSUBACK 2"}));
}

TEST_F(ConversationTest, SendsRetainedMessagesToANewSubscription) {  // [MQTT-3.3.1-6]
  auto dev = signed_in();
  auto packet = publish("me/state", "on", 1, 1);
  packet.retain = true;
  dev->send(packet);
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"CONNACK 0", "PUBACK 1"}));
  dev->send(Subscribe{1, {{"me/+", 1}}});
  EXPECT_EQ(dev->replies(), (Packets{"SUBACK 1: 1", "PUBLISH me/state=on q1 id1 retain"}));
  dev->send(packet);  // for an established subscription: without [MQTT-3.3.1-9]
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"PUBLISH me/state=on q1 id2", "PUBACK 1"}));
}

TEST_F(ConversationTest, DeletesARetainedMessageOnAnEmptyPayload) {  // [MQTT-3.3.1-10]
  auto dev = signed_in();
  auto packet = publish("me/state", "on");
  packet.retain = true;
  dev->send(packet);
  packet.payload = "";
  dev->send(packet, Subscribe{1, {{"me/+", 1}}});
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"CONNACK 0", "SUBACK 1: 1"}));
}

TEST_F(ConversationTest, DeliversQos2WithBothHandshakes) {
  auto dev = signed_in();
  dev->send(Subscribe{1, {{"me/#", 2}}}, publish("me/a", "x", 2, 6));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "SUBACK 1: 2", "PUBLISH me/a=x q2 id1", "PUBREC 6"}));
  dev->send(Acknowledgement{Type::pubrec, 1});
  EXPECT_EQ(dev->replies(), Packets{"PUBREL 1"});
  dev->send(Acknowledgement{Type::pubcomp, 1});
  EXPECT_EQ(sessions->totals().queued, 0u);
}

// [MQTT-4.8.0-1]
TEST_F(ConversationTest, ClosesOnAnAcknowledgementThatAnswersNothing) {
  const std::vector<std::pair<Qos, std::vector<Acknowledgement>>> cases{
      {2, {{Type::puback, 1}}},
      {2, {{Type::pubcomp, 1}}},
      {1, {{Type::pubrec, 1}}},
      {1, {{Type::pubcomp, 1}}},
      {1, {{Type::puback, 7}}},
      {2, {{Type::pubrec, 7}}},
      {2, {{Type::pubcomp, 7}}},
      {1, {{Type::puback, 1}, {Type::puback, 1}}},
      {2, {{Type::pubrec, 1}, {Type::pubcomp, 1}, {Type::pubcomp, 1}}},
  };
  for (const auto& [qos, packets] : cases) {
    auto dev = signed_in();
    dev->send(Subscribe{1, {{"me/#", 2}}}, publish("me/a", "x", qos, 6));
    dev->replies();
    for (std::size_t n = 0; n < packets.size(); ++n) {
      EXPECT_FALSE(dev->finished()) << "before the last of case " << packets[n].id;
      dev->send(packets[n]);
    }
    EXPECT_TRUE(dev->finished()) << int(qos) << " " << int(packets.back().type) << " " << packets.back().id;
    EXPECT_TRUE(dev->why().starts_with("[MQTT-")) << dev->why();
    dev->lost("closed");
  }
}

// A CONNACK promises that the session outlives a crash of the server (3.1.2.4).
TEST_F(ConversationTest, AcceptsAPersistentSessionOnlyWhenItsRecordIsStored) {
  store.disk_full = true;
  auto dev = new_connection();
  dev->send(connect("device-1", "dev", false));
  EXPECT_EQ(replies_after(*dev, 1), Packets{"CONNACK 3"});
  EXPECT_TRUE(dev->finished());
  dev->lost("closed");
  store.disk_full = false;
  auto again = new_connection();
  again->send(connect("device-1", "dev", false));
  EXPECT_EQ(replies_after(*again, 1), Packets{"CONNACK 0"}) << "no session of the refused attempt is present";
  EXPECT_EQ(store.records().size(), 1u) << "the record is there when the CONNACK is";
}

TEST_F(ConversationTest, KeepsAPersistentSessionAcrossConnections) {  // [MQTT-3.1.2-4], [MQTT-3.1.2-5]
  auto dev = signed_in("dev", false);
  dev->send(Subscribe{1, {{"v1/devices/me/rpc/request/+", 1}}});
  replies_after(*dev, 2);
  dev->send(Bare{Type::disconnect});
  dev->lost("");
  EXPECT_FALSE(sessions->connected("device/1"));
  EXPECT_TRUE(sessions->publish("device/1", publish("v1/devices/me/rpc/request/4", "{}", 1), {}));
  EXPECT_EQ(signed_in("dev", false)->replies(),
            (Packets{"CONNACK 0 present", "PUBLISH v1/devices/me/rpc/request/4={} q1 id1"}));
}

TEST_F(ConversationTest, DiscardsACleanSession) {  // [MQTT-3.1.2-6]
  auto dev = signed_in("dev", false);
  dev->send(Subscribe{1, {{"me/#", 1}}});
  replies_after(*dev, 2);
  dev->lost("");
  auto clean = signed_in("dev", true);
  EXPECT_EQ(clean->replies(), Packets{"CONNACK 0"});
  clean->lost("");
  EXPECT_EQ(signed_in("dev", false)->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, RestoresSessionsAfterAServerRestart) {
  {
    auto dev = signed_in("dev", false);
    dev->send(Subscribe{1, {{"me/#", 2}}});
    replies_after(*dev, 2);
    auto retained = publish("me/state", "on", 1, 2);
    retained.retain = true;
    dev->send(retained, publish(telemetry, "{}", 2, 9));
    EXPECT_EQ(replies_after(*dev, 3), (Packets{"PUBLISH me/state=on q1 id1", "PUBACK 2", "PUBREC 9"}));
    dev->lost("power cut");
  }
  restart();
  auto dev = signed_in("dev", false);
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0 present", "PUBLISH me/state=on q1 id1 dup"}));
  auto again = publish(telemetry, "{}", 2, 9);
  again.dup = true;
  dev->send(again, Subscribe{4, {{"me/state", 0}}});
  EXPECT_EQ(replies_after(*dev, 3), (Packets{"PUBREC 9", "SUBACK 4: 0", "PUBLISH me/state=on q0 retain"}));
  EXPECT_EQ(gateway.received().size(), 1u);
  dev->lost("");
}

TEST_F(ConversationTest, GivesTheIdOfAQos2MessageOfAPersistentSessionToTheGateway) {
  auto dev = signed_in("dev", false);
  dev->send(publish(telemetry, "{}", 2, 9), publish(telemetry, "{}", 1, 10));
  replies_after(*dev, 3);
  auto clean = signed_in("clean");
  clean->send(publish(telemetry, "{}", 2, 9));
  replies_after(*clean, 2);
  const auto received = gateway.received();
  ASSERT_EQ(received.size(), 3u);
  ASSERT_TRUE(received[0].message);
  EXPECT_EQ(received[0].message->packet, 9);
  EXPECT_FALSE(received[1].message);
  EXPECT_FALSE(received[2].message);
}

TEST_F(ConversationTest, ErasesRecordsOfSessionsThatAreGone) {
  auto dev = signed_in("dev", false);
  dev->send(publish(telemetry, "{}", 2, 9));
  replies_after(*dev, 2);
  dev->lost("power cut");
  Changes lost;
  for (const auto& [key, value] : store.records())
    if (key.starts_with("s/")) lost.push_back({key, std::nullopt});
  ASSERT_EQ(store.records().size(), 2u);
  ASSERT_TRUE(store.commit(lost));
  restart();
  restart();
  EXPECT_TRUE(store.records().empty()) << store.records().begin()->first;
}

TEST_F(ConversationTest, ClosesWithoutAcknowledgingASubscriptionThatCannotBeStored) {
  auto dev = signed_in("dev", false);
  store.disk_full = true;
  dev->send(Subscribe{1, {{"me/#", 1}}});
  while (!dev->finished()) dev->run_posted();
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, TakesOverFromAnEarlierConnection) {  // [MQTT-3.1.4-2]
  auto first = signed_in("dev", false);
  auto second = signed_in("dev", false);
  first->run_posted();
  EXPECT_TRUE(first->finished());
  first->lost("");
  EXPECT_EQ(second->replies(), Packets{"CONNACK 0 present"});
  EXPECT_TRUE(sessions->connected("device/1"));
}

TEST_F(ConversationTest, SeparatesEqualClientIdsOfDifferentDevices) {
  auto one = signed_in("esp32", true, "device-1");
  auto two = signed_in("esp32", true, "device-2");
  one->run_posted();
  EXPECT_FALSE(one->finished());
}

TEST_F(ConversationTest, StopsDeliveryAfterATakeover) {
  auto first = signed_in("dev", false);
  first->send(Subscribe{1, {{"me/#", 1}}});
  replies_after(*first, 2);
  auto second = signed_in("dev", false);
  sessions->publish("device/1", publish("me/a", "x", 1), {});
  EXPECT_EQ(first->replies(), Packets{});
  EXPECT_EQ(second->replies(), (Packets{"CONNACK 0 present", "PUBLISH me/a=x q1 id1"}));
}

TEST_F(ConversationTest, LimitsADevicesPersistentSessions) {
  for (std::size_t n = 0; n < limits::sessions; ++n) signed_in("dev" + std::to_string(n), false)->lost("");
  signed_in("one more", false)->lost("");
  EXPECT_EQ(sessions->totals().sessions, limits::sessions);
  EXPECT_EQ(signed_in("dev1", false)->replies(), Packets{"CONNACK 0 present"});
  EXPECT_EQ(signed_in("dev0", false)->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, ClosesConnectionsOfARevokedToken) {
  auto dev = signed_in();
  sessions->leave("device/1", "the device's token was revoked");
  dev->run_posted();
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesASignInStartedBeforeTheRevocation) {
  const auto epoch = sessions->epoch();
  sessions->leave("device/1", "the device's token was revoked");
  EXPECT_TRUE(sessions->open("device/1", "dev", true, epoch, new_connection(), {}).has_error());
  EXPECT_EQ(signed_in()->replies(), Packets{"CONNACK 0"});
}

Connect with_will(Connect packet, std::string_view topic, bool retain = false) {
  packet.will = Will{topic, "gone", 1, retain};
  return packet;
}

TEST_F(ConversationTest, PublishesTheWillOfALostConnection) {  // [MQTT-3.1.2-8]
  auto watcher = signed_in("watcher");
  watcher->send(Subscribe{1, {{"me/#", 1}}});
  watcher->replies();
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), "me/will"));
  dev->lost("connection reset");
  EXPECT_EQ(watcher->replies(), Packets{"PUBLISH me/will=gone q1 id1"});
}

TEST_F(ConversationTest, PublishesNoWillAfterDisconnect) {  // [MQTT-3.14.4-3]
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), telemetry), Bare{Type::disconnect});
  EXPECT_TRUE(dev->finished());
  dev->lost("");
  EXPECT_TRUE(gateway.received().empty());
}

TEST_F(ConversationTest, PassesAWillToTheGateway) {
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), telemetry));
  dev->lost("connection reset");
  EXPECT_EQ(gateway.received().front().payload, "gone");
}

TEST_F(ConversationTest, RetainsAWill) {  // [MQTT-3.1.2-17]
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), "me/will", true));
  dev->lost("connection reset");
  auto later = signed_in("later");
  later->send(Subscribe{1, {{"me/will", 0}}});
  EXPECT_EQ(later->replies().back(), "PUBLISH me/will=gone q0 retain");
}

TEST_F(ConversationTest, RefusesAForbiddenWill) {
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), "v1/devices/other/telemetry"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 5"});
  dev->lost("");
  EXPECT_TRUE(gateway.received().empty());
}

TEST_F(ConversationTest, PublishesTheWillOnAProtocolError) {  // 3.1.2.5: a protocol error is not a DISCONNECT
  auto dev = new_connection();
  dev->send(with_will(connect("device-1", "dev"), telemetry));
  dev->send_bytes("\xf0\x01");
  EXPECT_TRUE(dev->finished());
  dev->lost("");
  EXPECT_EQ(gateway.received().size(), 1u);
}

}  // namespace
}  // namespace cunkou::mqtt
