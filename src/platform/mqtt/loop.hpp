#pragma once
// One thread's connections: delivers settlements from other threads to them in batches, and checks
// keep-alives. Depends on Asio: only connection.cpp, loop.cpp and server.cpp include it.

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

  // Loop thread only.
  void start_ticking();
  void stop_ticking();
  void add(std::shared_ptr<Connection> connection) { connections_.insert(std::move(connection)); }
  void remove(const std::shared_ptr<Connection>& connection) { connections_.erase(connection); }
  void for_each(const std::function<void(Connection&)>&);  // the function may close the connection

  // Read buffer of all connections of the loop: a connection keeps only incomplete packets.
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
