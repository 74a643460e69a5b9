#pragma once
// One thread's connections: delivers settlements from other threads to them in batches, and checks
// keep-alives. Depends on Asio: only the files mqtt_connection, mqtt_loop and mqtt_server include it.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/mutex.hpp"

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
  // Closes the connection that waits longest for its CONNECT, of `address` unless that is empty; false if
  // none waits.
  bool close_longest_waiting(const std::string& address);
  void for_each(const std::function<void(Connection&)>&);  // the function may close the connection

  // Read buffer of all connections of the loop: a connection keeps only incomplete packets.
  std::array<char, 64 * 1024> read_buffer;

 private:
  struct Settled {
    std::shared_ptr<Connection> connection;
    std::uint64_t seq;
    bool stored;
  };
  void deliver_settled();
  void tick();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::vector<Settled> delivering_;
  Mutex mutex_;
  std::vector<Settled> settled_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou::mqtt
