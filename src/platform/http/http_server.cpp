#include "platform/http/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <functional>
#include <future>
#include <system_error>

#include "base/mutex.hpp"
#include "platform/async/io.hpp"
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

std::unique_ptr<asio::ssl::context> tls_of(const Server::Options& options) {
  if (options.certificate.empty()) return nullptr;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  boost::system::error_code failed;
  tls->use_certificate_chain_file(options.certificate, failed);
  if (failed)
    throw std::runtime_error("cannot read the certificate " + options.certificate + ": " + failed.message());
  tls->use_private_key_file(options.key, asio::ssl::context::pem, failed);
  if (failed) throw std::runtime_error("cannot read the key " + options.key + ": " + failed.message());
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  return tls;
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

bool Loop::close_longest_idle() {
  Connection* longest = nullptr;
  for (auto* connection : connections_)
    if (connection->idle() && (!longest || connection->deadline() < longest->deadline()))
      longest = connection;
  if (longest) longest->close();
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
  Impl(async::Io& io, std::shared_ptr<ServerContext> s)
      : server_context(std::move(s)),
        tls(tls_of(server_context->options)),
        acceptor(io.loop(0)),
        again(io.loop(0)) {
    for (std::size_t n = 0; n < io.size(); ++n)
      loops.push_back(std::make_shared<Loop>(io.loop(n), server_context));
  }

  const std::shared_ptr<ServerContext> server_context;
  const std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::shared_ptr<Loop>> loops;
  Tcp::acceptor acceptor;
  asio::steady_timer again;
  std::size_t turn = 0;
  unsigned short port = 0;
  bool stopped = false;
  Mutex mutex;
  std::condition_variable one_left;
  std::size_t open CUNKOU_GUARDED_BY(mutex) = 0;  // running coroutines

  void listen();
  void accept();
  void take(const std::shared_ptr<Loop>&, Tcp::socket);
  void run(const std::shared_ptr<Loop>&, Tcp::socket);
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
  const auto& loop = loops[turn++ % loops.size()];
  acceptor.async_accept(
      loop->context, [self = shared_from_this(), loop](boost::system::error_code failed, Tcp::socket socket) {
        if (failed == asio::error::operation_aborted || self->server_context->stopping) return;
        if (!failed) {
          self->take(loop, std::move(socket));
          return self->accept();
        }
        // Most likely out of file descriptors: closes an idle connection.
        self->each_loop([](Loop& each) { each.close_longest_idle(); });
        self->again.expires_after(accept_again);
        self->again.async_wait([self](boost::system::error_code cancelled) {
          if (!cancelled) self->accept();
        });
      });
}

void Server::Impl::take(const std::shared_ptr<Loop>& loop, Tcp::socket socket) {
  asio::post(loop->context, [self = shared_from_this(), loop, s = std::move(socket)]() mutable {
    const auto& counters = self->server_context->counters;
    const bool full =
        counters.connections >= static_cast<std::int64_t>(self->server_context->options.connections_max);
    if (self->server_context->stopping || (full && !loop->close_longest_idle())) {
      ++self->server_context->counters.refused;
      return;
    }
    self->run(loop, std::move(s));
  });
}

void Server::Impl::run(const std::shared_ptr<Loop>& loop, Tcp::socket socket) {
  {
    MutexLock lock(mutex);
    ++open;
  }
  auto connection = std::make_shared<Connection>(loop, std::move(socket), tls.get());
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
  m.handler_failures = counters.handler_failures;
  m.event_streams = static_cast<std::int64_t>(impl_->server_context->live_updates.streams());
  for (std::size_t n = 0; n < m.by_class.size(); ++n) m.by_class[n] = counters.by_class[n];
  for (std::size_t n = 0; n < m.latency.size(); ++n) m.latency[n] = counters.latency[n];
  m.latency_seconds = static_cast<double>(counters.latency_us) / 1e6;
  return m;
}

}  // namespace cunkou::http
