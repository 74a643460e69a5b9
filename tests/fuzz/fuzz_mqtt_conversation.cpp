// Two clients of one device send arbitrary bytes in turns and sometimes disconnect: the first byte of each
// piece selects client and event.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/testing/test_gateway.hpp"

using namespace cunkou;
using namespace cunkou::mqtt;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

class TestConversation final : public Conversation {
 public:
  using Conversation::Conversation;

  void receive_all(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t consumed = 1; consumed > 0; run_posted()) {
      consumed = receive(rest_, Steady{});
      require(consumed <= rest_.size());
      rest_.erase(0, consumed);
      for (; is_signing_in(); run_posted()) std::this_thread::yield();  // its record is being written
    }
    check_output();
  }

  void run_posted() {
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

 private:
  // Checks that all packets to the client are well-formed.
  void check_output() {
    for (std::string_view bytes = out(); !bytes.empty();) {
      const auto parsed = parse(bytes, bytes.size());
      require(parsed.status == Parsed::Status::packet);
      bytes.remove_prefix(parsed.size);
    }
    out().clear();
    fetch();
  }
  void post_settle(std::uint64_t seq, bool stored) override {
    post([this, seq, stored] { settle(seq, stored); });
  }
  void post(std::function<void()> note) override {
    std::lock_guard lock(mutex_);
    notes_.push_back(std::move(note));
  }
  Result<void> work(std::function<void()> job) override { return job(), Result<void>{}; }

  std::string rest_;
  std::mutex mutex_;
  std::deque<std::function<void()>> notes_;
};

struct TestBroker {
  testing::TestGateway gateway;
  testing::MemorySessionStore store;
  Counts counts;
  std::unique_ptr<SessionRegistry> sessions = std::make_unique<SessionRegistry>(store, counts);
  std::vector<std::shared_ptr<TestConversation>> closed;
  std::shared_ptr<TestConversation> conversations[2] = {fresh(), fresh()};

  std::shared_ptr<TestConversation> fresh() {
    return std::make_shared<TestConversation>(gateway, *sessions, counts, "192.0.2.7", Steady{});
  }

  void disconnect(std::shared_ptr<TestConversation>& conversation) {
    conversation->run_posted();
    conversation->lost("gone");
    closed.push_back(conversation);  // acknowledgements to it may still be pending
  }

  void play(unsigned kind, std::string_view bytes) {
    auto& conversation = conversations[kind & 1];
    gateway.disk_full = kind & 2;
    gateway.hold = kind & 4;
    conversation->receive_all(bytes);
    if (kind & 8) gateway.commit_all(kind & 16);
    conversation->run_posted();
    if (!conversation->finished() && !(kind & 32)) return;
    disconnect(conversation);
    conversation = fresh();
  }

  void restart() {
    stop();
    sessions = std::make_unique<SessionRegistry>(store, counts);
    for (auto& conversation : conversations) conversation = fresh();
  }

  void stop() {
    for (auto& conversation : conversations) disconnect(conversation);
    gateway.commit_all();
    sessions.reset();
    for (auto& conversation : closed) conversation->run_posted();
    closed.clear();
  }

  ~TestBroker() { stop(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TestBroker broker;
  while (bytes.size() >= 2) {
    const auto kind = static_cast<unsigned char>(bytes[0]);
    const auto length = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
    broker.play(kind, bytes.substr(2, length));
    if (kind & 64) broker.restart();
    bytes.remove_prefix(2 + length);
  }
  return 0;
}
