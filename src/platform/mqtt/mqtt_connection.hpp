#pragma once
// A Conversation on a socket, plain or TLS. Runs on its Loop's thread and lives as long as one of its
// operations is pending. Depends on Asio: only the files mqtt_connection, mqtt_loop and mqtt_server include
// it.

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "platform/async/connection_limits.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/mqtt_loop.hpp"

namespace cunkou::mqtt {

using Tcp = boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

struct ConnectionContext {
  Gateway& gateway;
  SessionRegistry& sessions;
  Counts& counts;
  async::WorkerPool& pool;
  std::atomic<int>& jobs;  // jobs on the pool for a connection
};

class Connection : public Conversation {
 public:
  Connection(Loop&, const ConnectionContext&, async::ConnectionLimits::Place, std::string remote_address);

  virtual void start();
  // Call after anything that may have changed out(), paused() or finished(): sends, continues reading, or
  // closes.
  void changed();
  void check_time(Steady now);
  void close(std::string_view why);
  bool is_from(const std::string& address) const { return address.empty() || place_.is_of(address); }

 protected:
  // Sends out() or part of it; true if the socket has accepted all of it, false if sent() will be called.
  virtual bool send() = 0;
  virtual void read() = 0;  // took() will be called
  virtual void close_socket() = 0;

  void took(std::string_view bytes);
  void failed(const ErrorCode&);
  void sent();

  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }
  Loop& loop() { return loop_; }

 private:
  void post_settle(std::uint64_t seq, bool stored) final;
  void post(std::function<void()>) final;
  Result<void> work(std::function<void()>) final;
  bool take_rest();
  void send_all();

  Loop& loop_;
  async::ConnectionLimits::Place place_;
  Counts& counts_;
  async::WorkerPool& pool_;
  std::atomic<int>& jobs_;
  std::string rest_;  // an incomplete packet, or bytes that arrived while paused
  bool reading_ = false;
  bool sending_ = false;
  bool overdue_ = false;  // finished, but the peer does not accept the last bytes
  bool closed_ = false;
};

std::string address_of(const Tcp::socket&);  // "192.0.2.7"
// With TLS unless `tls` is null.
std::shared_ptr<Connection> make_connection(Loop&, const ConnectionContext&, async::ConnectionLimits::Place,
                                            Tcp::socket, boost::asio::ssl::context* tls);

}  // namespace cunkou::mqtt
