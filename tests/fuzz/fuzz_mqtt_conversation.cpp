// Two clients of one device send arbitrary bytes in turns and sometimes disconnect: the first byte of each
// piece selects client and event.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/test_gateway.hpp"

using namespace cunkou;
using namespace cunkou::mqtt;

namespace {

void require(bool good) {
  if (!good) std::abort();
}

class Talk final : public Conversation {
 public:
  using Conversation::Conversation;

  void say(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t taken = 1; taken > 0; turn()) {
      taken = receive(rest_, Steady{});
      require(taken <= rest_.size());
      rest_.erase(0, taken);
    }
    hear();
  }

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

 private:
  // Checks that all packets to the client are well-formed.
  void hear() {
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

struct Stage {
  test::TestGateway gateway;
  test::MemorySessionStore store;
  Counts counts;
  std::unique_ptr<Sessions> sessions = std::make_unique<Sessions>(store, counts);
  std::vector<std::shared_ptr<Talk>> gone;
  std::shared_ptr<Talk> talks[2] = {fresh(), fresh()};

  std::shared_ptr<Talk> fresh() {
    return std::make_shared<Talk>(gateway, *sessions, counts, "192.0.2.7", Steady{});
  }

  void hang_up(std::shared_ptr<Talk>& talk) {
    talk->turn();
    talk->lost("gone");
    gone.push_back(talk);  // acknowledgements to it may still be pending
  }

  void play(unsigned kind, std::string_view bytes) {
    auto& talk = talks[kind & 1];
    gateway.disk_full = kind & 2;
    gateway.hold = kind & 4;
    talk->say(bytes);
    if (kind & 8) gateway.commit_all(kind & 16);
    talk->turn();
    if (!talk->finished() && !(kind & 32)) return;
    hang_up(talk);
    talk = fresh();
  }

  void restart() {
    stop();
    sessions = std::make_unique<Sessions>(store, counts);
    for (auto& talk : talks) talk = fresh();
  }

  void stop() {
    for (auto& talk : talks) hang_up(talk);
    gateway.commit_all();
    sessions.reset();
    for (auto& talk : gone) talk->turn();
    gone.clear();
  }

  ~Stage() { stop(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Stage stage;
  while (bytes.size() >= 2) {
    const auto kind = static_cast<unsigned char>(bytes[0]);
    const auto length = std::min<std::size_t>(static_cast<unsigned char>(bytes[1]), bytes.size() - 2);
    stage.play(kind, bytes.substr(2, length));
    if (kind & 64) stage.restart();
    bytes.remove_prefix(2 + length);
  }
  return 0;
}
