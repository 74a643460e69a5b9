#include "platform/mqtt/conversation.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "base/limits.hpp"
#include "platform/mqtt/test_gateway.hpp"

namespace cunkou::mqtt {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t plenty = 1 << 30;
const Steady start{1h};

// The client's side of a conversation without a network; runs the work of other threads inline.
class TestConversation final : public Conversation {
 public:
  TestConversation(Gateway& gateway, SessionRegistry& sessions, Counts& counts, bool pool_full = false)
      : Conversation(gateway, sessions, counts, "192.0.2.7", start), pool_full_(pool_full) {}

  // Runs the posted functions until none is left.
  void turn() {
    for (;;) {
      std::deque<std::function<void()>> notes;
      {
        std::lock_guard lock(mutex_);
        notes.swap(notes_);
      }
      if (notes.empty()) return;
      for (auto& note : notes) note();
    }
  }

  template <class... P>
  void say(const P&... packets) {
    std::string bytes;
    (put(bytes, packets), ...);
    say_bytes(bytes);
  }

  void say_bytes(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t taken = 1; taken > 0;) {
      taken = receive(rest_, now);
      rest_.erase(0, taken);
      turn();
    }
  }

  // The packets sent to the client since the last call, abbreviated.
  std::vector<std::string> replies() {
    turn();
    fetch();
    std::vector<std::string> packets;
    for (std::string_view bytes = out(); !bytes.empty();) {
      const auto parsed = parse(bytes, plenty);
      if (parsed.status != Parsed::Status::packet) return {"unreadable"};
      packets.push_back(std::visit([](const auto& packet) { return described(packet); }, parsed.packet));
      bytes.remove_prefix(parsed.size);
    }
    out().clear();
    return packets;
  }

  Steady now = start;

 private:
  static std::string described(const Publish& p) {
    auto text =
        "PUBLISH " + std::string(p.topic) + "=" + std::string(p.payload) + " q" + std::to_string(p.qos);
    if (p.id) text += " id" + std::to_string(p.id);
    if (p.dup) text += " dup";
    if (p.retain) text += " retain";
    return text;
  }
  static std::string described(const Acknowledgement& a) {
    const char* names[] = {"PUBACK", "PUBREC", "PUBREL", "PUBCOMP"};
    const auto n = static_cast<int>(a.type) - static_cast<int>(Type::puback);
    return (n < 4 ? names[n] : "UNSUBACK") + std::string(" ") + std::to_string(a.id);
  }
  static std::string described(const Bare& b) { return b.type == Type::pingresp ? "PINGRESP" : "?"; }
  static std::string described(const Connack& c) {
    return "CONNACK " + std::to_string(c.code) + (c.session_present ? " present" : "");
  }
  static std::string described(const Suback& s) {
    auto text = "SUBACK " + std::to_string(s.id) + ":";
    for (auto code : s.codes) text += " " + std::to_string(code);
    return text;
  }
  static std::string described(const Connect&) { return "CONNECT"; }
  static std::string described(const Subscribe&) { return "SUBSCRIBE"; }
  static std::string described(const Unsubscribe&) { return "UNSUBSCRIBE"; }

  void post_settle(std::uint64_t seq, bool stored) override {
    post([this, seq, stored] { settle(seq, stored); });
  }
  void post(std::function<void()> note) override {
    std::lock_guard lock(mutex_);
    notes_.push_back(std::move(note));
  }
  Result<void> work(std::function<void()> job) override {
    if (pool_full_) return Error{Code::too_many, untranslated("busy")};
    job();
    return {};
  }

  bool pool_full_;
  std::string rest_;
  std::mutex mutex_;
  std::deque<std::function<void()>> notes_;
};

using Packets = std::vector<std::string>;

struct ConversationTest : testing::Test {
  test::TestGateway gateway;
  test::MemorySessionStore store;
  Counts counts;
  std::unique_ptr<SessionRegistry> sessions = std::make_unique<SessionRegistry>(store, counts);

  std::shared_ptr<TestConversation> new_connection() {
    return std::make_shared<TestConversation>(gateway, *sessions, counts);
  }

  static Connect connect(std::string_view user_name, std::string_view client_id, bool clean = true) {
    Connect packet;
    packet.user_name = user_name;
    packet.client_id = client_id;
    packet.clean_session = clean;
    packet.keep_alive_s = 60;
    return packet;
  }

  std::shared_ptr<TestConversation> signed_in(std::string_view client_id = "dev", bool clean = true,
                                              std::string_view user_name = "device-1") {
    auto made = new_connection();
    made->say(connect(user_name, client_id, clean));
    EXPECT_FALSE(made->finished());
    return made;
  }

  void restart() {  // simulates a restart of the server process
    sessions.reset();
    sessions = std::make_unique<SessionRegistry>(store, counts);
  }

  // Acknowledgements of persistent sessions come from the writer's thread.
  static Packets replies_after(TestConversation& conversation, std::size_t packets) {
    Packets all;
    while (all.size() < packets && !conversation.finished()) {
      for (auto& packet : conversation.replies()) all.push_back(packet);
      std::this_thread::yield();
    }
    return all;
  }
};

Publish publish(std::string_view topic, std::string_view payload, Qos qos = 0, PacketId id = 0) {
  return Publish{topic, payload, id, qos, false, false};
}

constexpr std::string_view telemetry = "v1/devices/me/telemetry";

TEST_F(ConversationTest, AcceptsADevice) {
  auto dev = signed_in();
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 0"});
  EXPECT_TRUE(sessions->connected("device/1"));
}

TEST_F(ConversationTest, RefusesAFirstPacketOtherThanConnect) {  // [MQTT-3.1.0-1]
  auto dev = new_connection();
  dev->say(Bare{Type::pingreq});
  EXPECT_TRUE(dev->finished());
  EXPECT_EQ(dev->replies(), Packets{});
}

TEST_F(ConversationTest, RefusesASecondConnect) {  // [MQTT-3.1.0-2]
  auto dev = signed_in();
  dev->say(connect("device-1", "dev"));
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesOtherProtocolLevels) {  // [MQTT-3.1.2-2]
  auto dev = new_connection();
  auto packet = connect("device-1", "dev");
  packet.level = 5;
  dev->say(packet);
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 1"});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesAnEmptyUserNameWithCode4) {
  auto dev = new_connection();
  dev->say(connect("", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 4"});
  auto other = new_connection();
  auto packet = connect("", "dev");
  packet.user_name.reset();
  other->say(packet);
  EXPECT_EQ(other->replies(), Packets{"CONNACK 4"});
}

TEST_F(ConversationTest, RefusesABadTokenWithCode5) {
  auto dev = new_connection();
  dev->say(connect("stolen", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 5"});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesAThrottledClientWithCode3) {
  auto dev = new_connection();
  dev->say(connect("throttled", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 3"});
}

TEST_F(ConversationTest, RefusesWithCode3WhenThePoolIsFull) {
  auto dev = std::make_shared<TestConversation>(gateway, *sessions, counts, true);
  dev->say(connect("device-1", "dev"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 3"});
}

TEST_F(ConversationTest, AssignsAMissingClientId) {  // [MQTT-3.1.3-6]
  EXPECT_EQ(signed_in("")->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, RefusesAPersistentSessionWithoutAClientId) {  // [MQTT-3.1.3-8]
  auto dev = new_connection();
  dev->say(connect("device-1", "", false));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 2"});
}

TEST_F(ConversationTest, RefusesAnOverlongClientId) {
  auto dev = new_connection();
  dev->say(connect("device-1", std::string(limits::mqtt_client_id_bytes + 1, 'x')));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 2"});
}

TEST_F(ConversationTest, LimitsTheFirstPacket) {
  auto dev = new_connection();
  dev->say_bytes("\x10\xff\x7f");  // announces a CONNECT of 16 KB
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, ReadsPacketsSentWithTheConnect) {  // 3.1.4: a client need not wait for the CONNACK
  auto dev = new_connection();
  dev->say(connect("device-1", "dev"), publish(telemetry, "{}", 1, 5));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "PUBACK 5"}));
}

TEST_F(ConversationTest, ClosesWithoutAConnectInTime) {
  auto dev = new_connection();
  dev->tick(start + limits::mqtt_connect_wait);
  EXPECT_FALSE(dev->finished());
  dev->tick(start + limits::mqtt_connect_wait + 1ms);
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, AcknowledgesCommittedContentOnly) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  dev->say(publish(telemetry, R"({"t":21.3})", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{});
  gateway.commit_all();
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 7"});
  EXPECT_EQ(
      gateway.received(),
      (std::vector<test::TestGateway::Received>{{"device/1", std::string(telemetry), R"({"t":21.3})"}}));
}

TEST_F(ConversationTest, AcknowledgesInTheOrderReceived) {  // [MQTT-4.6.0-2]
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  for (PacketId id : {11, 12, 13}) dev->say(publish(telemetry, "{}", 1, id));
  gateway.commit_all(/*newest_first=*/true);
  EXPECT_EQ(dev->replies(), (Packets{"PUBACK 11", "PUBACK 12", "PUBACK 13"}));
}

TEST_F(ConversationTest, AcknowledgesRefusedContent) {
  auto dev = signed_in();
  dev->replies();
  dev->say(publish(telemetry, "not json", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 7"});
}

TEST_F(ConversationTest, ClosesWithoutAcknowledgingContentThatCannotBeStored) {
  auto dev = signed_in();
  dev->replies();
  gateway.disk_full = true;
  dev->say(publish(telemetry, "{}", 1, 7));
  EXPECT_EQ(dev->replies(), Packets{});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, ContinuesAfterAQos0PublishThatCannotBeStored) {
  auto dev = signed_in();
  gateway.disk_full = true;
  dev->say(publish(telemetry, "{}"));
  EXPECT_FALSE(dev->finished());
  EXPECT_EQ(counts.publishes_refused, 1u);
}

TEST_F(ConversationTest, ClosesOnAForbiddenPublish) {  // [MQTT-3.3.5-2]
  auto dev = signed_in();
  dev->say(publish("v1/devices/other/telemetry", "{}", 1, 7));
  EXPECT_TRUE(dev->finished());
  EXPECT_TRUE(gateway.received().empty());
  EXPECT_EQ(gateway.notes().back(), "refused: [MQTT-3.3.5-2] may not publish to v1/devices/other/telemetry");
}

TEST_F(ConversationTest, AcceptsAQos2PublishOnce) {  // [MQTT-4.3.3-2]
  auto dev = signed_in();
  dev->replies();
  auto packet = publish(telemetry, "{}", 2, 9);
  dev->say(packet);
  packet.dup = true;
  dev->say(packet);
  EXPECT_EQ(dev->replies(), (Packets{"PUBREC 9", "PUBREC 9"}));
  EXPECT_EQ(gateway.received().size(), 1u);
  dev->say(Acknowledgement{Type::pubrel, 9});
  EXPECT_EQ(dev->replies(), Packets{"PUBCOMP 9"});
  dev->say(publish(telemetry, "{}", 2, 9));
  EXPECT_EQ(gateway.received().size(), 2u);
}

TEST_F(ConversationTest, AnswersAnUnknownPubrel) {
  auto dev = signed_in();
  dev->replies();
  dev->say(Acknowledgement{Type::pubrel, 77});
  EXPECT_EQ(dev->replies(), Packets{"PUBCOMP 77"});
}

TEST_F(ConversationTest, AcceptsADuplicateQos2PublishOnceDuringItsCommit) {
  auto dev = signed_in("dev", false);
  gateway.hold = true;
  dev->say(publish(telemetry, "{}", 2, 9));
  dev->lost("gone");
  auto again = signed_in("dev", false);
  again->replies();
  auto packet = publish(telemetry, "{}", 2, 9);
  packet.dup = true;
  again->say(packet);
  EXPECT_EQ(again->replies(), Packets{});
  gateway.commit_all();
  EXPECT_EQ(replies_after(*again, 1), Packets{"PUBREC 9"});
  EXPECT_EQ(gateway.received().size(), 1u);
}

TEST_F(ConversationTest, PausesAClientWithTooManyUnacknowledgedPublishes) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  for (std::size_t n = 0; n <= limits::mqtt_inflight; ++n)
    dev->say(publish(telemetry, "{}", 1, static_cast<PacketId>(n + 1)));
  EXPECT_TRUE(dev->paused());
  EXPECT_EQ(gateway.received().size(), limits::mqtt_inflight);
  gateway.commit_all();
  EXPECT_EQ(dev->replies().size(), limits::mqtt_inflight);
  dev->say_bytes("");
  EXPECT_EQ(gateway.received().size(), limits::mqtt_inflight + 1);
}

TEST_F(ConversationTest, RefusesASubscriptionOutsideTheOwnTopics) {
  auto dev = signed_in();
  dev->replies();
  dev->say(Subscribe{3, {{"me/#", 2}, {"#", 1}, {"v1/devices/me/rpc/request/+", 1}}});
  EXPECT_EQ(dev->replies(), Packets{"SUBACK 3: 2 128 1"});
}

TEST_F(ConversationTest, RoutesMessagesBetweenSessionsOfOneDeviceOnly) {
  auto sender = signed_in("a");
  auto own = signed_in("b");
  auto other = signed_in("c", true, "device-2");
  own->say(Subscribe{1, {{"me/#", 1}}});
  other->say(Subscribe{1, {{"me/#", 1}}});
  own->replies();
  other->replies();
  sender->say(publish("me/door", "open", 2, 4));
  EXPECT_EQ(own->replies(), Packets{"PUBLISH me/door=open q1 id1"});
  EXPECT_EQ(other->replies(), Packets{});
  EXPECT_EQ(sender->replies().back(), "PUBREC 4");
}

TEST_F(ConversationTest, StopsDeliveryAfterUnsubscribe) {  // [MQTT-3.10.4-2]
  auto dev = signed_in();
  dev->say(Subscribe{1, {{"me/#", 0}}}, Unsubscribe{2, {"me/#", "me/never"}}, publish("me/a", "x"));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "SUBACK 1: 0", "UNSUBACK 2"}));
}

TEST_F(ConversationTest, SendsRetainedMessagesToANewSubscription) {  // [MQTT-3.3.1-6]
  auto dev = signed_in();
  auto packet = publish("me/state", "on", 1, 1);
  packet.retain = true;
  dev->say(packet);
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"CONNACK 0", "PUBACK 1"}));
  dev->say(Subscribe{1, {{"me/+", 1}}});
  EXPECT_EQ(dev->replies(), (Packets{"SUBACK 1: 1", "PUBLISH me/state=on q1 id1 retain"}));
  dev->say(packet);  // for an established subscription: without [MQTT-3.3.1-9]
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"PUBLISH me/state=on q1 id2", "PUBACK 1"}));
}

TEST_F(ConversationTest, DeletesARetainedMessageOnAnEmptyPayload) {  // [MQTT-3.3.1-10]
  auto dev = signed_in();
  auto packet = publish("me/state", "on");
  packet.retain = true;
  dev->say(packet);
  packet.payload = "";
  dev->say(packet, Subscribe{1, {{"me/+", 1}}});
  EXPECT_EQ(replies_after(*dev, 2), (Packets{"CONNACK 0", "SUBACK 1: 1"}));
}

TEST_F(ConversationTest, DeliversQos2WithBothHandshakes) {
  auto dev = signed_in();
  dev->say(Subscribe{1, {{"me/#", 2}}}, publish("me/a", "x", 2, 6));
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0", "SUBACK 1: 2", "PUBLISH me/a=x q2 id1", "PUBREC 6"}));
  dev->say(Acknowledgement{Type::pubrec, 1});
  EXPECT_EQ(dev->replies(), Packets{"PUBREL 1"});
  dev->say(Acknowledgement{Type::pubcomp, 1});
  EXPECT_EQ(sessions->totals().queued, 0u);
}

TEST_F(ConversationTest, KeepsAPersistentSessionAcrossConnections) {  // [MQTT-3.1.2-4], [MQTT-3.1.2-5]
  auto dev = signed_in("dev", false);
  dev->say(Subscribe{1, {{"v1/devices/me/rpc/request/+", 1}}});
  replies_after(*dev, 2);
  dev->say(Bare{Type::disconnect});
  dev->lost("");
  EXPECT_FALSE(sessions->connected("device/1"));
  EXPECT_TRUE(sessions->publish("device/1", publish("v1/devices/me/rpc/request/4", "{}", 1), {}));
  EXPECT_EQ(signed_in("dev", false)->replies(),
            (Packets{"CONNACK 0 present", "PUBLISH v1/devices/me/rpc/request/4={} q1 id1"}));
}

TEST_F(ConversationTest, DiscardsACleanSession) {  // [MQTT-3.1.2-6]
  auto dev = signed_in("dev", false);
  dev->say(Subscribe{1, {{"me/#", 1}}});
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
    dev->say(Subscribe{1, {{"me/#", 2}}});
    replies_after(*dev, 2);
    auto retained = publish("me/state", "on", 1, 2);
    retained.retain = true;
    dev->say(retained, publish(telemetry, "{}", 2, 9));
    EXPECT_EQ(replies_after(*dev, 3), (Packets{"PUBLISH me/state=on q1 id1", "PUBACK 2", "PUBREC 9"}));
    dev->lost("power cut");
  }
  restart();
  auto dev = signed_in("dev", false);
  EXPECT_EQ(dev->replies(), (Packets{"CONNACK 0 present", "PUBLISH me/state=on q1 id1 dup"}));
  auto again = publish(telemetry, "{}", 2, 9);
  again.dup = true;
  dev->say(again, Subscribe{4, {{"me/state", 0}}});
  EXPECT_EQ(replies_after(*dev, 3), (Packets{"PUBREC 9", "SUBACK 4: 0", "PUBLISH me/state=on q0 retain"}));
  EXPECT_EQ(gateway.received().size(), 1u);
  dev->lost("");
}

TEST_F(ConversationTest, ClosesWithoutAcknowledgingASubscriptionThatCannotBeStored) {
  auto dev = signed_in("dev", false);
  store.disk_full = true;
  dev->say(Subscribe{1, {{"me/#", 1}}});
  while (!dev->finished()) dev->turn();
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, TakesOverFromAnEarlierConnection) {  // [MQTT-3.1.4-2]
  auto first = signed_in("dev", false);
  auto second = signed_in("dev", false);
  first->turn();
  EXPECT_TRUE(first->finished());
  first->lost("");
  EXPECT_EQ(second->replies(), Packets{"CONNACK 0 present"});
  EXPECT_TRUE(sessions->connected("device/1"));
}

TEST_F(ConversationTest, SeparatesEqualClientIdsOfDifferentDevices) {
  auto one = signed_in("esp32", true, "device-1");
  auto two = signed_in("esp32", true, "device-2");
  one->turn();
  EXPECT_FALSE(one->finished());
}

TEST_F(ConversationTest, StopsDeliveryAfterATakeover) {
  auto first = signed_in("dev", false);
  first->say(Subscribe{1, {{"me/#", 1}}});
  replies_after(*first, 2);
  auto second = signed_in("dev", false);
  sessions->publish("device/1", publish("me/a", "x", 1), {});
  EXPECT_EQ(first->replies(), Packets{});
  EXPECT_EQ(second->replies(), (Packets{"CONNACK 0 present", "PUBLISH me/a=x q1 id1"}));
}

TEST_F(ConversationTest, LimitsADevicesPersistentSessions) {
  for (std::size_t n = 0; n < limits::mqtt_sessions; ++n)
    signed_in("dev" + std::to_string(n), false)->lost("");
  signed_in("one more", false)->lost("");
  EXPECT_EQ(sessions->totals().sessions, limits::mqtt_sessions);
  EXPECT_EQ(signed_in("dev1", false)->replies(), Packets{"CONNACK 0 present"});
  EXPECT_EQ(signed_in("dev0", false)->replies(), Packets{"CONNACK 0"});
}

TEST_F(ConversationTest, ClosesConnectionsOfARevokedToken) {
  auto dev = signed_in();
  sessions->leave("device/1", "the device's token was revoked");
  dev->turn();
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, RefusesASignInStartedBeforeTheRevocation) {
  const auto epoch = sessions->epoch();
  sessions->leave("device/1", "the device's token was revoked");
  EXPECT_TRUE(sessions->open("device/1", "dev", true, epoch, new_connection()).has_error());
  EXPECT_EQ(signed_in()->replies(), Packets{"CONNACK 0"});
}

Connect with_will(Connect packet, std::string_view topic, bool retain = false) {
  packet.will = Will{topic, "gone", 1, retain};
  return packet;
}

TEST_F(ConversationTest, PublishesTheWillOfALostConnection) {  // [MQTT-3.1.2-8]
  auto watcher = signed_in("watcher");
  watcher->say(Subscribe{1, {{"me/#", 1}}});
  watcher->replies();
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), "me/will"));
  dev->lost("connection reset");
  EXPECT_EQ(watcher->replies(), Packets{"PUBLISH me/will=gone q1 id1"});
}

TEST_F(ConversationTest, PublishesNoWillAfterDisconnect) {  // [MQTT-3.14.4-3]
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), telemetry), Bare{Type::disconnect});
  EXPECT_TRUE(dev->finished());
  dev->lost("");
  EXPECT_TRUE(gateway.received().empty());
}

TEST_F(ConversationTest, PassesAWillToTheGateway) {
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), telemetry));
  dev->lost("connection reset");
  EXPECT_EQ(gateway.received().front().payload, "gone");
}

TEST_F(ConversationTest, RetainsAWill) {  // [MQTT-3.1.2-17]
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), "me/will", true));
  dev->lost("connection reset");
  auto later = signed_in("later");
  later->say(Subscribe{1, {{"me/will", 0}}});
  EXPECT_EQ(later->replies().back(), "PUBLISH me/will=gone q0 retain");
}

TEST_F(ConversationTest, RefusesAForbiddenWill) {
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), "v1/devices/other/telemetry"));
  EXPECT_EQ(dev->replies(), Packets{"CONNACK 5"});
  dev->lost("");
  EXPECT_TRUE(gateway.received().empty());
}

TEST_F(ConversationTest, PublishesTheWillOnAProtocolError) {  // 3.1.2.5: a protocol error is not a DISCONNECT
  auto dev = new_connection();
  dev->say(with_will(connect("device-1", "dev"), telemetry));
  dev->say_bytes("\xf0\x01");
  EXPECT_TRUE(dev->finished());
  dev->lost("");
  EXPECT_EQ(gateway.received().size(), 1u);
}

TEST_F(ConversationTest, AnswersAPing) {  // [MQTT-3.12.4-1]
  auto dev = signed_in();
  dev->replies();
  dev->say(Bare{Type::pingreq});
  EXPECT_EQ(dev->replies(), Packets{"PINGRESP"});
}

TEST_F(ConversationTest, EndsAfterOneAndAHalfKeepAlives) {  // [MQTT-3.1.2-24]
  auto dev = signed_in();
  dev->now = start + 30s;
  dev->say(Bare{Type::pingreq});
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
  dev->say(packet);
  dev->tick(start + 1000h);
  EXPECT_FALSE(dev->finished());
}

TEST_F(ConversationTest, DoesNotTimeOutWhileItOwesAcknowledgements) {
  auto dev = signed_in();
  gateway.hold = true;
  dev->say(publish(telemetry, "{}", 1, 1));
  dev->tick(start + 1h);
  EXPECT_FALSE(dev->finished());
}

TEST_F(ConversationTest, RefusesPacketsOfAServer) {
  for (auto bytes : {"\x20\x02\x00\x00", "\xd0\x00"}) {
    auto dev = signed_in();
    dev->say_bytes({bytes, static_cast<std::size_t>(bytes[1]) + 2});
    EXPECT_TRUE(dev->finished());
    dev->lost("");
  }
  auto dev = signed_in();
  dev->say(Acknowledgement{Type::unsuback, 1});
  EXPECT_TRUE(dev->finished());
}

TEST_F(ConversationTest, GivesOutstandingAcknowledgementsBeforeItStops) {
  auto dev = signed_in();
  dev->replies();
  gateway.hold = true;
  dev->say(publish(telemetry, "{}", 1, 1));
  dev->drain();
  dev->say(publish(telemetry, "{}", 1, 2));
  EXPECT_FALSE(dev->finished());
  gateway.commit_all();
  EXPECT_EQ(dev->replies(), Packets{"PUBACK 1"});
  EXPECT_TRUE(dev->finished());
  EXPECT_EQ(gateway.received().size(), 1u);
}

TEST_F(ConversationTest, DeliversSharedTopicsToAService) {
  auto service = signed_in("dashboard", true, "service");
  service->say(Subscribe{
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
    dev->say(publish(telemetry, "{}", qos, 5));
    EXPECT_EQ(dev->replies(), Packets{});
    EXPECT_TRUE(dev->finished());
    dev->lost("closed");
    gateway.broken = false;
    auto again = signed_in("dev", false);
    replies_after(*again, 1);
    again->say(publish(telemetry, "{}", qos, 5));
    EXPECT_EQ(replies_after(*again, 1), Packets{qos == 1 ? "PUBACK 5" : "PUBREC 5"})
        << "it is accepted again";
    if (qos == 2) again->say(Acknowledgement{Type::pubrel, 5});
    again->say(Bare{Type::disconnect});
    again->lost("closed");
  }
}

TEST_F(ConversationTest, RefusesWithCode3WhenSigningInThrows) {
  gateway.broken = true;
  auto dev = new_connection();
  dev->say(connect("device-1", "dev"));
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
    dev->say(publish(telemetry, "first", qos, 7), publish(telemetry, "second", qos, 8), Bare{Type::pingreq});
    EXPECT_TRUE(dev->paused());
    EXPECT_EQ(gateway.received().size(), before + 1);
    EXPECT_EQ(dev->replies(), Packets{});
    gateway.commit_all();
    dev->turn();
    dev->say_bytes("");
    EXPECT_EQ(gateway.received().size(), before + 2);
    EXPECT_EQ(gateway.received().back().payload, "second");
    gateway.commit_all();
    dev->turn();
    dev->say_bytes("");
    EXPECT_FALSE(dev->paused());
    EXPECT_EQ(dev->replies().back(), "PINGRESP");
  }
}

}  // namespace
}  // namespace cunkou::mqtt
