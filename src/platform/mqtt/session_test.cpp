#include "platform/mqtt/session.hpp"
#include "platform/mqtt/limits.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cunkou::mqtt {
namespace {

constexpr std::size_t plenty = 1 << 30;

MessagePtr message(std::string topic, std::string payload = "x") {
  return std::make_shared<const Message>(Message{std::move(topic), std::move(payload)});
}

// The packets in `bytes`, abbreviated: "PUBLISH a/b q1 id1 dup".
std::vector<std::string> described(std::string_view bytes) {
  std::vector<std::string> packets;
  while (!bytes.empty()) {
    const auto parsed = parse(bytes, plenty);
    if (parsed.status != Parsed::Status::packet) return {"unreadable"};
    if (const auto* publish = std::get_if<Publish>(&parsed.packet)) {
      auto text = "PUBLISH " + std::string(publish->topic) + " q" + std::to_string(publish->qos);
      if (publish->id) text += " id" + std::to_string(publish->id);
      if (publish->dup) text += " dup";
      if (publish->retain) text += " retain";
      packets.push_back(text);
    } else if (const auto* pubrel = std::get_if<Acknowledgement>(&parsed.packet)) {
      packets.push_back("PUBREL id" + std::to_string(pubrel->id));
    }
    bytes.remove_prefix(parsed.size);
  }
  return packets;
}

using Packets = std::vector<std::string>;

struct SessionTest : ::testing::Test {
  Session session{"device/1", "dev", 0};
  Changes changes;

  Packets sent(std::size_t bytes_max = plenty) {
    std::string out;
    session.send(out, bytes_max);
    return described(out);
  }
};

TEST_F(SessionTest, GrantsTheHighestOfOverlappingSubscriptions) {  // [MQTT-3.3.5-1]
  session.subscribe("me/#", 0, changes);
  session.subscribe("me/+", 2, changes);
  EXPECT_EQ(session.granted_qos("me/a"), 2);
  EXPECT_EQ(session.granted_qos("me/a/b"), 0);
  EXPECT_EQ(session.granted_qos("you/a"), std::nullopt);
}

TEST_F(SessionTest, ReplacesAnEqualFilter) {  // [MQTT-3.8.4-3]
  session.subscribe("me/a", 2, changes);
  EXPECT_EQ(session.subscribe("me/a", 0, changes), 0);
  EXPECT_EQ(session.subscriptions().size(), 1u);
  EXPECT_EQ(session.granted_qos("me/a"), 0);
}

TEST_F(SessionTest, RefusesSubscriptionsOverTheLimit) {
  for (std::size_t n = 0; n < limits::subscriptions; ++n)
    EXPECT_EQ(session.subscribe("me/" + std::to_string(n), 1, changes), 1);
  EXPECT_EQ(session.subscribe("me/more", 1, changes), subscription_refused);
  EXPECT_EQ(session.subscribe("me/0", 0, changes), 0);
}

TEST_F(SessionTest, Unsubscribes) {
  session.subscribe("me/a", 1, changes);
  EXPECT_TRUE(session.unsubscribe("me/a", changes));
  EXPECT_FALSE(session.unsubscribe("me/a", changes));
  EXPECT_EQ(session.granted_qos("me/a"), std::nullopt);
}

TEST_F(SessionTest, SendsInOrderWithDistinctIds) {
  session.enqueue(message("a"), 1, false, changes);
  session.enqueue(message("b"), 0, false, changes);
  session.enqueue(message("c"), 2, true, changes);
  EXPECT_EQ(sent(), (Packets{"PUBLISH a q1 id1", "PUBLISH b q0", "PUBLISH c q2 id2 retain"}));
  EXPECT_EQ(sent(), Packets{});
}

TEST_F(SessionTest, SendsNoMoreThanItsWindow) {
  for (std::size_t n = 0; n < limits::window + 5; ++n) session.enqueue(message("a"), 1, false, changes);
  EXPECT_EQ(sent().size(), limits::window);
  (void)session.puback(3, changes);
  EXPECT_EQ(sent(), Packets{"PUBLISH a q1 id" + std::to_string(limits::window + 1)});
}

TEST_F(SessionTest, StopsSendingWhenTheBufferIsFull) {
  for (int n = 0; n < 3; ++n) session.enqueue(message("a", std::string(100, 'x')), 0, false, changes);
  std::string out;
  EXPECT_TRUE(session.send(out, 150));
  EXPECT_EQ(described(out).size(), 2u);
}

TEST_F(SessionTest, ResendsUnacknowledgedMessagesWithDup) {  // [MQTT-4.4.0-1]
  session.enqueue(message("a"), 1, false, changes);
  session.enqueue(message("b"), 2, false, changes);
  session.enqueue(message("c"), 1, false, changes);
  sent();
  (void)session.puback(1, changes);
  session.resume();
  session.enqueue(message("d"), 1, false, changes);
  EXPECT_EQ(sent(), (Packets{"PUBLISH b q2 id2 dup", "PUBLISH c q1 id3 dup", "PUBLISH d q1 id4"}));
}

TEST_F(SessionTest, ResendsPubrelAfterPubrec) {  // [MQTT-4.3.3-1]
  session.enqueue(message("a"), 2, false, changes);
  sent();
  (void)session.pubrec(1, changes);
  session.resume();
  EXPECT_EQ(sent(), Packets{"PUBREL id1"});
  (void)session.pubcomp(1, changes);
  EXPECT_EQ(session.queued(), 0u);
}

TEST_F(SessionTest, RefusesAcknowledgementsThatAnswerNothing) {  // [MQTT-2.3.1-6]
  session.enqueue(message("a"), 2, false, changes);
  session.enqueue(message("b"), 1, false, changes);
  EXPECT_FALSE(session.puback(2, changes)) << "not sent yet";
  sent();
  EXPECT_FALSE(session.puback(1, changes)) << "QoS 2 requires PUBREC";
  EXPECT_FALSE(session.pubcomp(1, changes)) << "before PUBREL";
  EXPECT_FALSE(session.pubrec(2, changes)) << "QoS 1 requires PUBACK";
  EXPECT_FALSE(session.pubcomp(2, changes));
  for (auto id : {PacketId{0}, PacketId{77}}) {
    EXPECT_FALSE(session.puback(id, changes));
    EXPECT_FALSE(session.pubrec(id, changes));
    EXPECT_FALSE(session.pubcomp(id, changes));
  }
  EXPECT_EQ(session.queued(), 2u);
  EXPECT_TRUE(session.puback(2, changes));
  EXPECT_FALSE(session.puback(2, changes)) << "answered already";
  EXPECT_TRUE(session.pubrec(1, changes));
  EXPECT_TRUE(session.pubrec(1, changes)) << "each gets a PUBREL [MQTT-4.3.3-1]";
  EXPECT_TRUE(session.pubcomp(1, changes));
  EXPECT_EQ(session.queued(), 0u);
}

// The client may have sent its answer on the connection before, and answers the repetition too.
TEST_F(SessionTest, TakesASecondAcknowledgementOfAResumedMessage) {
  session.enqueue(message("a"), 1, false, changes);
  sent();
  session.resume();
  sent();
  EXPECT_TRUE(session.puback(1, changes));
  EXPECT_TRUE(session.puback(1, changes));
  session.resume();
  EXPECT_FALSE(session.puback(1, changes));
}

TEST_F(SessionTest, DropsTheOldestMessageOverTheLimit) {
  for (std::size_t n = 0; n < limits::queued; ++n)
    EXPECT_EQ(session.enqueue(message("a"), 1, false, changes), 0u);
  EXPECT_EQ(session.enqueue(message("z"), 1, false, changes), 1u);
  EXPECT_EQ(sent().front(), "PUBLISH a q1 id2");
}

TEST_F(SessionTest, DropsTheOldestMessageOverTheByteLimit) {
  const std::string large(limits::queued_bytes / 2, 'x');
  EXPECT_EQ(session.enqueue(message("a", large), 1, false, changes), 0u);
  EXPECT_EQ(session.enqueue(message("b", large), 1, false, changes), 1u);
  EXPECT_EQ(sent(), Packets{"PUBLISH b q1 id2"});
}

TEST_F(SessionTest, DropsQos0MessagesOnDisconnect) {
  session.enqueue(message("a"), 0, false, changes);
  session.enqueue(message("b"), 1, false, changes);
  session.drop_qos0();
  EXPECT_EQ(sent(), Packets{"PUBLISH b q1 id1"});
}

TEST_F(SessionTest, AcceptsAQos2PublishOnce) {  // [MQTT-4.3.3-2]
  int settled = 0;
  const auto settle = [&](const Result<void>&) { ++settled; };
  EXPECT_EQ(session.arrive(9, settle), Session::Arrival::fresh);
  EXPECT_EQ(session.arrive(9, settle), Session::Arrival::committing);
  for (const auto& each : session.committed(9, Stored::content, changes)) each({});
  EXPECT_EQ(settled, 2);
  EXPECT_EQ(session.arrive(9, settle), Session::Arrival::known);
  session.pubrel(9, changes);
  EXPECT_EQ(session.arrive(9, settle), Session::Arrival::fresh);
}

TEST_F(SessionTest, ForgetsAQos2IdWhoseContentWasNotStored) {
  session.arrive(9, {});
  session.committed(9, std::nullopt, changes);
  EXPECT_EQ(session.arrive(9, {}), Session::Arrival::fresh);
}

TEST_F(SessionTest, ForgetsAnIdThatWasReleasedBeforeItsContentWasStored) {
  session.arrive(9, {});
  session.pubrel(9, changes);
  session.committed(9, Stored::content, changes);
  EXPECT_EQ(session.arrive(9, {}), Session::Arrival::fresh) << "or the next message would be lost";
}

TEST(PersistentSession, WritesNoRecordOfAnIdThatIsStoredWithItsContent) {
  Session session("device/1", "dev", 7);
  Changes changes;
  EXPECT_EQ(session.message_id(9), (MessageId{7, 9}));
  session.arrive(9, {});
  session.committed(9, Stored::content_and_id, changes);
  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(session.arrive(9, {}), Session::Arrival::known);
  session.pubrel(9, changes);
  EXPECT_EQ(changes.size(), 1u) << "the store forgets it";
}

TEST_F(SessionTest, RefusesTooManyUnreleasedQos2Publishes) {
  for (PacketId id = 1; id <= limits::inflight; ++id) session.arrive(id, {});
  EXPECT_EQ(session.arrive(5000, {}), Session::Arrival::too_many);
}

TEST_F(SessionTest, WritesNoRecordsUnlessPersistent) {
  session.subscribe("me/a", 1, changes);
  session.enqueue(message("a"), 2, false, changes);
  session.arrive(9, {});
  session.committed(9, Stored::content, changes);
  session.erase(changes);
  EXPECT_TRUE(changes.empty());
}

TEST_F(SessionTest, SkipsPacketIdsInUse) {
  session.enqueue(message("first"), 1, false, changes);
  sent();
  for (int n = 0; n < 65'535; ++n) {
    session.enqueue(message("a"), 1, false, changes);
    sent();
    (void)session.puback(static_cast<PacketId>(n % 65'534 + 2), changes);
  }
  EXPECT_EQ(session.queued(), 1u);
}

std::map<std::string, std::string> applied(const Changes& changes) {
  std::map<std::string, std::string> records;
  for (const auto& [key, value] : changes)
    if (value)
      records[key] = *value;
    else
      records.erase(key);
  return records;
}

TEST(PersistentSession, IsRestoredFromItsRecords) {
  Session before("device/1", "小喇叭", 7);
  Changes changes;
  before.subscribe("me/#", 2, changes);
  before.subscribe("v1/devices/me/rpc/request/+", 1, changes);
  for (auto topic : {"me/a", "me/b", "me/c"}) before.enqueue(message(topic), 2, false, changes);
  std::string out;
  before.send(out, plenty);
  (void)before.pubrec(2, changes);
  (void)before.pubrec(3, changes);
  (void)before.pubcomp(3, changes);
  before.arrive(40, {});
  before.committed(40, Stored::content, changes);
  const auto records = applied(changes);
  ASSERT_EQ(records.size(), 4u);

  const auto stored = parse_session(records.at("s/7"));
  Session after(stored->owner, stored->client_id, 7);
  after.restore(*stored);
  EXPECT_EQ(after.client_id(), "小喇叭");
  EXPECT_TRUE(after.restore_outgoing(1, records.at("q/7/1")));
  EXPECT_TRUE(after.restore_outgoing(2, records.at("q/7/2")));
  after.restore_received(40);
  EXPECT_EQ(after.granted_qos("v1/devices/me/rpc/request/4"), 1);
  out.clear();
  after.send(out, plenty);
  EXPECT_EQ(described(out), (Packets{"PUBLISH me/a q2 id1 dup", "PUBREL id2"}));
  EXPECT_EQ(after.arrive(40, {}), Session::Arrival::known);

  after.erase(changes);
  EXPECT_TRUE(applied(changes).empty());
}

}  // namespace
}  // namespace cunkou::mqtt
