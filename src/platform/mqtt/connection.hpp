#pragma once
// Connection: a Conversation on a socket, plain or TLS. Stays on its Loop's thread. Lives as long as an
// operation of it is under way. Includes Asio: for connection.cpp, loop.cpp and server.cpp only.

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "platform/async/worker_pool.hpp"
#include "platform/mqtt/conversation.hpp"
#include "platform/mqtt/loop.hpp"

namespace cunkou::mqtt {

using Tcp = boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

struct Surroundings {
  Gateway& gateway;
  Sessions& sessions;
  Counts& counts;
  async::WorkerPool& pool;
  std::atomic<int>& jobs;  // under way on the pool for a connection
};

class Connection : public Conversation {
 public:
  Connection(Loop&, const Surroundings&, std::string remote_address);

  virtual void start();
  // To be called after anything that may have changed out(), paused() or finished(): sends, reads on, or
  // closes.
  void changed();
  void look_at_the_time(Steady now);
  void close(std::string_view why);

 protected:
  // Sends out() or a part of it; true when all of it is with the socket, false when sent() will be called.
  virtual bool send() = 0;
  virtual void read() = 0;  // took() will be called
  virtual void shut() = 0;

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
  Counts& counts_;
  async::WorkerPool& pool_;
  std::atomic<int>& jobs_;
  std::string rest_;  // bytes that are no whole packet yet, or came while paused
  bool reading_ = false;
  bool sending_ = false;
  bool overdue_ = false;  // finished, and its last bytes are not taken
  bool closed_ = false;
};

std::shared_ptr<Connection> make_plain_connection(Loop&, const Surroundings&, Tcp::socket);
std::shared_ptr<Connection> make_tls_connection(Loop&, const Surroundings&, Tcp::socket,
                                                boost::asio::ssl::context&);

}  // namespace cunkou::mqtt
