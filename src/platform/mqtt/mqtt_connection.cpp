#include "platform/mqtt/mqtt_connection.hpp"

#include <netinet/tcp.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

namespace cunkou::mqtt {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kept_when_idle = 1024;  // buffer kept by an idle connection
constexpr unsigned unanswered_ms_max = 120'000;

Steady now() { return std::chrono::steady_clock::now(); }

// TCP keep-alive finds peers that vanished, also with an MQTT keep-alive of 0.
void prepare(Tcp::socket& socket) {
  ErrorCode ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(Tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  const unsigned wait = unanswered_ms_max;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &wait, sizeof wait);
}

void trim(std::string& buffer) {
  if (buffer.empty() && buffer.capacity() > kept_when_idle) std::string().swap(buffer);
}

class PlainConnection final : public Connection {
 public:
  PlainConnection(Loop& loop, const ConnectionContext& connection_context,
                  async::ConnectionLimits::Place place, Tcp::socket socket)
      : Connection(loop, connection_context, std::move(place), address_of(socket)),
        socket_(std::move(socket)) {
    prepare(socket_);
  }

 private:
  bool send() override {
    ErrorCode error;
    const auto size = socket_.write_some(asio::buffer(out()), error);
    out().erase(0, size);
    if (out().empty()) return true;
    if (error && error != asio::error::would_block) {
      out().clear();
      failed(error);
      return true;
    }
    socket_.async_wait(Tcp::socket::wait_write,
                       [this, me = self()](const ErrorCode& failure) { failure ? failed(failure) : sent(); });
    return false;
  }

  void read() override {
    socket_.async_wait(Tcp::socket::wait_read, [this, me = self()](const ErrorCode& failure) {
      if (failure) return failed(failure);
      ErrorCode error;
      const auto size = socket_.read_some(asio::buffer(loop().read_buffer), error);
      if (error == asio::error::would_block) return read();
      error ? failed(error) : took({loop().read_buffer.data(), size});
    });
  }

  void close_socket() override {
    ErrorCode ignored;
    socket_.shutdown(Tcp::socket::shutdown_send, ignored);
    socket_.close(ignored);
  }

  Tcp::socket socket_;
};

class TlsConnection final : public Connection {
 public:
  TlsConnection(Loop& loop, const ConnectionContext& connection_context, async::ConnectionLimits::Place place,
                Tcp::socket socket, asio::ssl::context& context)
      : Connection(loop, connection_context, std::move(place), address_of(socket)),
        stream_(std::move(socket), context) {
    prepare(stream_.next_layer());
  }

  void start() override {
    stream_.async_handshake(asio::ssl::stream_base::server, [this, me = self()](const ErrorCode& error) {
      error ? failed(error) : Connection::start();
    });
  }

 private:
  bool send() override {
    taken_.swap(out());
    asio::async_write(stream_, asio::buffer(taken_),
                      [this, me = self()](const ErrorCode& error, std::size_t) {
                        taken_.clear();
                        trim(taken_);
                        error ? failed(error) : sent();
                      });
    return false;
  }

  void read() override {
    if (buffer_.empty()) buffer_.resize(4096);
    stream_.async_read_some(asio::buffer(buffer_),
                            [this, me = self()](const ErrorCode& error, std::size_t size) {
                              error ? failed(error) : took({buffer_.data(), size});
                            });
  }

  void close_socket() override {
    ErrorCode ignored;
    stream_.next_layer().shutdown(Tcp::socket::shutdown_send, ignored);
    stream_.next_layer().close(ignored);
  }

  asio::ssl::stream<Tcp::socket> stream_;
  std::string buffer_;
  std::string taken_;
};

}  // namespace

std::string address_of(const Tcp::socket& socket) {
  ErrorCode ignored;
  const auto address = socket.remote_endpoint(ignored).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

Connection::Connection(Loop& loop, const ConnectionContext& connection_context,
                       async::ConnectionLimits::Place place, std::string remote_address)
    : Conversation(connection_context.gateway, connection_context.sessions, connection_context.counts,
                   std::move(remote_address), now()),
      loop_(loop),
      place_(std::move(place)),
      counts_(connection_context.counts),
      pool_(connection_context.pool),
      jobs_(connection_context.jobs) {}

void Connection::start() { changed(); }

void Connection::changed() {
  for (bool more = true; more && !closed_;) {
    more = !reading_ && take_rest();
    send_all();
  }
  if (closed_ || (finished() && sending_)) return;
  if (finished()) return close(why());
  if (reading_ || paused()) return;
  reading_ = true;
  read();
}

void Connection::send_all() {
  while (!closed_ && !sending_ && !out().empty()) {
    add(counts_.bytes_sent, out().size());
    sending_ = !send();
    if (!sending_) fetch();
  }
}

void Connection::took(std::string_view bytes) {
  reading_ = false;
  if (closed_) return;
  add(counts_.bytes_received, bytes.size());
  if (rest_.empty()) bytes.remove_prefix(receive(bytes, now()));
  rest_ += bytes;
  changed();
}

bool Connection::take_rest() {
  if (rest_.empty()) return false;
  const auto taken = receive(rest_, now());
  rest_.erase(0, taken);
  trim(rest_);
  return taken > 0;
}

void Connection::sent() {
  sending_ = false;
  if (out().empty()) fetch();
  changed();
}

void Connection::failed(const ErrorCode& error) {
  close(error == asio::error::eof ? "closed by the client without DISCONNECT" : error.message());
}

void Connection::check_time(Steady time) {
  tick(time);
  trim(out());
  if (!finished()) return;
  if (overdue_ || !sending_) return close(why());
  overdue_ = true;
}

void Connection::close(std::string_view why) {
  if (closed_) return;
  closed_ = true;
  const auto me = self();
  loop_.remove(me);
  lost(why);
  close_socket();
  place_.give_back();
  counts_.connections.fetch_sub(1, std::memory_order_relaxed);
}

void Connection::post_settle(std::uint64_t seq, bool stored) { loop_.settle(self(), seq, stored); }

void Connection::post(std::function<void()> note) {
  loop_.post([me = self(), note = std::move(note)] {
    note();
    me->changed();
  });
}

Result<void> Connection::work(std::function<void()> job) {
  ++jobs_;
  auto posted = pool_.post([job = std::move(job), &jobs = jobs_] {
    struct End {
      decltype(jobs) count;
      ~End() { --count; }
    } at_end{jobs};
    job();
  });
  if (!posted) --jobs_;
  return posted;
}

std::shared_ptr<Connection> make_connection(Loop& loop, const ConnectionContext& connection_context,
                                            async::ConnectionLimits::Place place, Tcp::socket socket,
                                            asio::ssl::context* tls) {
  if (!tls)
    return std::make_shared<PlainConnection>(loop, connection_context, std::move(place), std::move(socket));
  return std::make_shared<TlsConnection>(loop, connection_context, std::move(place), std::move(socket), *tls);
}

}  // namespace cunkou::mqtt
