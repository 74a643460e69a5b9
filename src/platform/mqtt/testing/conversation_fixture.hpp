#pragma once
// For tests: the client's side of a conversation without a network, and a server of such conversations.

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/testing/test_gateway.hpp"

namespace cunkou::mqtt::testing {

inline constexpr std::size_t plenty = 1 << 30;
inline const Steady start{std::chrono::hours(1)};

// The client's side of a conversation without a network; runs the work of other threads inline.
class TestConversation final : public Conversation {
 public:
  TestConversation(Gateway& gateway, SessionRegistry& sessions, Counts& counts, bool pool_full = false)
      : Conversation(gateway, sessions, counts, "192.0.2.7", start), pool_full_(pool_full) {}

  // Runs the posted functions until none is left.
  void run_posted() {
    for (;;) {
      std::deque<std::function<void()>> posted;
      {
        std::lock_guard lock(mutex_);
        posted.swap(posted_);
      }
      if (posted.empty()) return;
      for (auto& job : posted) job();
    }
  }

  template <class... P>
  void send(const P&... packets) {
    std::string bytes;
    (put(bytes, packets), ...);
    send_bytes(bytes);
  }

  void send_bytes(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t taken = 1; taken > 0;) {
      taken = receive(rest_, now);
      rest_.erase(0, taken);
      run_posted();
    }
  }

  // The packets sent to the client since the last call, abbreviated.
  std::vector<std::string> replies() {
    run_posted();
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
  void post(std::function<void()> job) override {
    std::lock_guard lock(mutex_);
    posted_.push_back(std::move(job));
  }
  Result<void> work(std::function<void()> job) override {
    if (pool_full_) return Error{Code::too_many, untranslated("busy")};
    job();
    return {};
  }

  bool pool_full_;
  std::string rest_;
  std::mutex mutex_;
  std::deque<std::function<void()>> posted_;
};

using Packets = std::vector<std::string>;

struct ConversationTest : ::testing::Test {
  TestGateway gateway;
  MemorySessionStore store;
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
    made->send(connect(user_name, client_id, clean));
    while (made->is_signing_in()) {  // the record of a persistent session is written on another thread
      made->run_posted();
      std::this_thread::yield();
    }
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

inline Publish publish(std::string_view topic, std::string_view payload, Qos qos = 0, PacketId id = 0) {
  return Publish{topic, payload, id, qos, false, false};
}

inline constexpr std::string_view telemetry = "v1/devices/me/telemetry";

}  // namespace cunkou::mqtt::testing
