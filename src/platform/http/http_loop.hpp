#pragma once
// A loop of the server with its connections. Depends on Asio: only the files http_connection and http_server
// include it.

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "platform/http/live_hub.hpp"
#include "platform/http/server_context.hpp"

namespace cunkou::http {

class Connection;
using Steady = std::chrono::steady_clock;

// Loop thread only, except the constructor.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(boost::asio::io_context&, std::shared_ptr<ServerContext>);
  ~Loop();
  void start();  // starts sweeping deadlines and delivering events

  void add(Connection&);
  void remove(Connection&);
  // Closes the connection that has been idle longest, of `address` unless that is empty; false if none is
  // idle.
  bool close_longest_idle(const std::string& address);
  void drain();  // accepts no new requests
  void close_all();
  std::string_view date();

  boost::asio::io_context& context;
  const std::shared_ptr<ServerContext> server_context;
  LiveHub hub;
  std::array<char, 64 * 1024> read_buffer;  // target of reads whose content is not yet known

 private:
  void sweep();
  void deliver_soon();
  void deliver();
  void serve_later();

  boost::asio::steady_timer sweeping_, delivering_;
  bool serving_ = false;
  std::vector<Connection*> connections_;
  std::time_t date_at_ = 0;
  std::string date_;
};

}  // namespace cunkou::http
