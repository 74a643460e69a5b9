#pragma once
// One thread's share of the connections: brings what other threads have settled to them, many at once, and
// looks at their keep-alives. Includes Asio: for connection.cpp, loop.cpp and server.cpp only.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cunkou::mqtt {

class Connection;

class Loop {
 public:
  explicit Loop(boost::asio::io_context&);

  boost::asio::io_context& context() { return context_; }

  // Any thread.
  void settle(std::shared_ptr<Connection>, std::uint64_t seq, bool stored);
  void post(std::function<void()>);

  // On the loop's thread.
  void start_ticking();
  void stop_ticking();
  void add(std::shared_ptr<Connection> connection) { connections_.insert(std::move(connection)); }
  void remove(const std::shared_ptr<Connection>& connection) { connections_.erase(connection); }
  void for_each(const std::function<void(Connection&)>&);  // which may close it

  // Bytes are read here and looked at before the next read: a connection keeps only what is not a whole
  // packet yet.
  std::array<char, 64 * 1024> scratch;

 private:
  struct Settled {
    std::shared_ptr<Connection> connection;
    std::uint64_t seq;
    bool stored;
  };
  void bring_settled();
  void tick();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::vector<Settled> bringing_;
  std::mutex mutex_;
  std::vector<Settled> settled_;
};

}  // namespace cunkou::mqtt
