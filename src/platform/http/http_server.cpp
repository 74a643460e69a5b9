#include "platform/http/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <future>
#include <system_error>

#include "base/mutex.hpp"
#include "platform/async/descriptors.hpp"
#include "platform/async/io.hpp"
#include "platform/async/tls_context.hpp"
#include "platform/http/http_connection.hpp"
#include "platform/http/http_loop.hpp"
#include "platform/http/limits.hpp"

namespace cunkou::http {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

namespace {

// Live updates within this time are sent together; a reading still reaches the phone well within 100 ms.
constexpr Duration gather_wait{10};
constexpr Duration accept_again{100};
constexpr int backlog = 4096;

std::string what_of(const std::exception_ptr& failed) {
  try {
    std::rethrow_exception(failed);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

[[noreturn]] void throw_start_failure(const boost::system::error_code& why, const Server::Options& options) {
  throw std::system_error(why, "cannot listen on " + options.address + ":" + std::to_string(options.port) +
                                   "; if another program uses this port, choose another one with --http");
}

Duration sweep_period(const Server::Options& o) {
  return std::max(Duration{10},
                  std::min({seconds(1), o.idle / 4, o.header_wait / 4, o.body_wait / 4, o.live_recheck / 4}));
}

}  // namespace

Loop::Loop(asio::io_context& c, std::shared_ptr<ServerContext> s)
    : context(c),
      server_context(std::move(s)),
      hub([this] { deliver_soon(); }),
      sweeping_(c),
      delivering_(c) {}

Loop::~Loop() = default;

void Loop::start() {
  sweeping_.expires_after(sweep_period(server_context->options));
  sweeping_.async_wait([self = shared_from_this()](boost::system::error_code stopped) {
    if (!stopped) self->sweep();
  });
}

void Loop::sweep() {
  if (server_context->stopping) return;
  const auto now = Steady::now();
  for (std::size_t n = 0; n < connections_.size(); ++n) connections_[n]->check(now);
  start();
}

void Loop::deliver_soon() {
  asio::post(context, [self = shared_from_this()] {
    self->delivering_.expires_after(gather_wait);
    self->delivering_.async_wait([self](boost::system::error_code) { self->deliver(); });
  });
}

void Loop::deliver() {
  if (hub.deliver() && !std::exchange(serving_, true)) serve_later();
}

void Loop::serve_later() {
  asio::post(context, [self = shared_from_this()] {
    self->serving_ = self->hub.serve();
    if (self->serving_) self->serve_later();
  });
}

void Loop::add(Connection& connection) {
  connection.index = connections_.size();
  connections_.push_back(&connection);
  ++server_context->counters.connections;
}

void Loop::remove(Connection& connection) {
  connections_.back()->index = connection.index;
  connections_[connection.index] = connections_.back();
  connections_.pop_back();
  --server_context->counters.connections;
}

bool Loop::close_longest_idle(const std::string& address) {
  Connection* longest = nullptr;
  for (auto* connection : connections_)
    if (connection->idle() && connection->is_from(address) &&
        (!longest || connection->deadline() < longest->deadline()))
      longest = connection;
  if (longest) longest->give_way();
  return longest;
}

void Loop::drain() {
  sweeping_.cancel();
  for (auto* connection : connections_) connection->drain();
}

void Loop::close_all() {
  for (auto* connection : connections_) connection->close();
}

std::string_view Loop::date() {
  const auto now = std::time(nullptr);
  if (std::exchange(date_at_, now) != now) date_ = http_date(now);
  return date_;
}

struct Server::Impl : std::enable_shared_from_this<Server::Impl> {
  Impl(async::Io& i, std::shared_ptr<ServerContext> s)
      : io(i),
        server_context(std::move(s)),
        tls(server_context->options.certificate.empty()
                ? nullptr
                : async::make_tls_context(server_context->options.certificate, server_context->options.key)),
        acceptor(io.loop(0)),
        again(io.loop(0)) {
    for (std::size_t n = 0; n < io.size(); ++n)
      loops.push_back(std::make_shared<Loop>(io.loop(n), server_context));
  }

  async::Io& io;
  const std::shared_ptr<ServerContext> server_context;
  const std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::shared_ptr<Loop>> loops;
  Tcp::acceptor acceptor;
  asio::steady_timer again;
  async::SpareDescriptor spare;
  std::size_t turn = 0;
  unsigned short port = 0;
  bool stopped = false;
  Mutex mutex;
  std::condition_variable one_left;
  std::size_t open CUNKOU_GUARDED_BY(mutex) = 0;  // running coroutines

  void listen();
  void accept();
  void accept_without_descriptors();
  void take(std::size_t loop, Tcp::socket);
  void run(const std::shared_ptr<Loop>&, Tcp::socket, async::ConnectionLimits::Place);
  void each_loop(std::function<void(Loop&)>);
  bool runs() const { return !loops.front()->context.stopped(); }
  bool wait_until_closed(Duration wait);
  void stop();
};

void Server::Impl::listen() {
  const auto& options = server_context->options;
  boost::system::error_code failed;
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, failed);
  if (failed) throw_start_failure(failed, options);
  const Tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(Tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(backlog, failed);
  if (failed) throw_start_failure(failed, options);
  port = acceptor.local_endpoint().port();
}

void Server::Impl::accept() {
  const auto n = turn++ % loops.size();
  acceptor.async_accept(loops[n]->context,
                        [self = shared_from_this(), n](boost::system::error_code failed, Tcp::socket socket) {
                          if (failed == asio::error::operation_aborted || self->server_context->stopping)
                            return;
                          if (!failed) {
                            self->take(n, std::move(socket));
                            return self->accept();
                          }
                          if (failed == asio::error::no_descriptors) self->accept_without_descriptors();
                          self->again.expires_after(accept_again);
                          self->again.async_wait([self](boost::system::error_code cancelled) {
                            if (!cancelled) self->accept();
                          });
                        });
}

// Idle connections give their descriptors back for those that come next.
void Server::Impl::accept_without_descriptors() {
  server_context->connection_limits.report_no_descriptors();
  spare.turn_away(acceptor.native_handle());
  each_loop([](Loop& each) { (void)each.close_longest_idle(""); });
}

void Server::Impl::take(std::size_t n, Tcp::socket accepted) {
  const auto& options = server_context->options;
  boost::system::error_code gone;
  const auto peer = accepted.remote_endpoint(gone).address();
  const auto socket = std::make_shared<Tcp::socket>(std::move(accepted));
  async::ConnectionLimits::Arrival arrival;
  if (!options.trust_forwarded_for) arrival.address = peer.to_string();  // the proxy brings everybody
  arrival.home = n;
  arrival.close_idle = [self = shared_from_this()](std::size_t loop, const std::string& address) {
    return self->loops[loop]->close_longest_idle(address);
  };
  arrival.admitted = [self = shared_from_this(), n, socket](async::ConnectionLimits::Place place) {
    if (!self->server_context->stopping) self->run(self->loops[n], std::move(*socket), std::move(place));
  };
  arrival.turned_away = [socket] {
    boost::system::error_code ignored;
    socket->close(ignored);
  };
  asio::post(loops[n]->context, [self = shared_from_this(), arrival = std::move(arrival)] {
    self->server_context->connection_limits.admit(self->io, arrival);
  });
}

void Server::Impl::run(const std::shared_ptr<Loop>& loop, Tcp::socket socket,
                       async::ConnectionLimits::Place place) {
  {
    MutexLock lock(mutex);
    ++open;
  }
  auto connection = std::make_shared<Connection>(loop, std::move(socket), std::move(place), tls.get());
  asio::co_spawn(loop->context, Connection::run(connection),
                 [self = shared_from_this(), connection](std::exception_ptr failed) mutable {
                   if (failed) {
                     self->server_context->report_failure("connection: " + what_of(failed));
                     connection->close();
                   }
                   connection.reset();
                   MutexLock lock(self->mutex);
                   --self->open;
                   self->one_left.notify_all();
                 });
}

void Server::Impl::each_loop(std::function<void(Loop&)> act) {
  for (const auto& loop : loops) asio::post(loop->context, [loop, act] { act(*loop); });
}

bool Server::Impl::wait_until_closed(Duration wait) {
  MutexLock lock(mutex);
  const auto until = std::chrono::steady_clock::now() + wait;
  while (open != 0)
    if (lock.wait_until(one_left, until) == std::cv_status::timeout) return open == 0;
  return true;
}

void Server::Impl::stop() {
  if (std::exchange(stopped, true)) return;
  server_context->stopping = true;
  for (const auto& loop : loops) server_context->live_updates.impl().detach(&loop->hub);
  if (!runs()) return;
  std::promise<void> closed;
  asio::post(acceptor.get_executor(), [&] {
    boost::system::error_code ignored;
    acceptor.close(ignored);
    again.cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  each_loop([](Loop& loop) { loop.drain(); });
  if (!wait_until_closed(limits::drain_wait)) {
    each_loop([](Loop& loop) { loop.close_all(); });
    wait_until_closed(seconds(1));
  }
}

Server::Server(async::Io& io, async::WorkerPool& pool, async::WorkerPool& state_pool,
               LiveUpdates& live_updates, Routes routes, Identify identify, Options options)
    : impl_(std::make_shared<Impl>(
          io, std::make_shared<ServerContext>(std::move(routes), std::move(identify), std::move(options),
                                              pool, state_pool, live_updates))) {
  impl_->listen();
  for (const auto& loop : impl_->loops) live_updates.impl().attach(&loop->hub);
  impl_->each_loop([](Loop& loop) { loop.start(); });
  asio::post(impl_->acceptor.get_executor(), [impl = impl_] { impl->accept(); });
}

Server::~Server() { stop(); }

unsigned short Server::port() const { return impl_->port; }

const Routes& Server::routes() const { return impl_->server_context->router.routes(); }

void Server::stop() { impl_->stop(); }

Server::Metrics Server::metrics() const {
  const auto& counters = impl_->server_context->counters;
  Metrics m;
  m.connections = counters.connections;
  m.requests = counters.requests;
  m.refused = counters.refused;
  m.unavailable = counters.unavailable;
  using Reached = async::ConnectionLimits::Reached;
  const auto& connections = impl_->server_context->connection_limits;
  m.over_connections = connections.refused(Reached::connections);
  m.over_address = connections.refused(Reached::address);
  m.over_descriptors = connections.refused(Reached::descriptors);
  m.handler_failures = counters.handler_failures;
  m.event_streams = static_cast<std::int64_t>(impl_->server_context->live_updates.streams());
  for (std::size_t n = 0; n < m.by_class.size(); ++n) m.by_class[n] = counters.by_class[n];
  for (std::size_t n = 0; n < m.latency.size(); ++n) m.latency[n] = counters.latency[n];
  m.latency_seconds = static_cast<double>(counters.latency_us) / 1e6;
  return m;
}

}  // namespace cunkou::http
