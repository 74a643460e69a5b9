#include "platform/mqtt/mqtt_loop.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "platform/mqtt/mqtt_connection.hpp"

namespace cunkou::mqtt {

namespace {

constexpr std::chrono::milliseconds tick_every{250};

}  // namespace

Loop::Loop(boost::asio::io_context& context) : context_(context), timer_(context) {}

void Loop::settle(std::shared_ptr<Connection> connection, std::uint64_t seq, bool stored) {
  bool first;
  {
    MutexLock lock(mutex_);
    first = settled_.empty();
    settled_.push_back({std::move(connection), seq, stored});
  }
  if (first) boost::asio::post(context_, [this] { deliver_settled(); });
}

void Loop::deliver_settled() {
  {
    MutexLock lock(mutex_);
    delivering_.swap(settled_);
  }
  for (auto& [connection, seq, stored] : delivering_) connection->settle(seq, stored);
  for (auto& settled : delivering_) settled.connection->changed();
  delivering_.clear();
}

void Loop::post(std::function<void()> note) { boost::asio::post(context_, std::move(note)); }

void Loop::start_ticking() {
  timer_.expires_after(tick_every);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (stopped) return;
    tick();
    start_ticking();
  });
}

void Loop::stop_ticking() { timer_.cancel(); }

void Loop::tick() {
  const auto now = std::chrono::steady_clock::now();
  for_each([now](Connection& connection) { connection.check_time(now); });
}

bool Loop::close_longest_waiting(const std::string& address) {
  std::shared_ptr<Connection> longest;
  for (const auto& connection : connections_)
    if (connection->waits_for_connect() && connection->is_from(address) &&
        (!longest || connection->last_received() < longest->last_received()))
      longest = connection;
  if (longest) longest->close("made room for another connection");
  return longest != nullptr;
}

void Loop::for_each(const std::function<void(Connection&)>& act) {
  const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) act(*connection);
}

}  // namespace cunkou::mqtt
