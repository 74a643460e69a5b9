#include "platform/mqtt/mqtt_server.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

#include "platform/async/connection_limits.hpp"
#include "platform/async/descriptors.hpp"
#include "platform/async/io.hpp"
#include "platform/async/tls_context.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/mqtt_connection.hpp"
#include "platform/mqtt/mqtt_loop.hpp"

namespace cunkou::mqtt {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds accept_again{100};  // retry delay after "too many open files"
constexpr std::chrono::milliseconds drain_poll{5};

// Runs `act` on the loop's thread and waits for it.
void run_on(Loop& loop, const std::function<void()>& act) {
  std::promise<void> done;
  loop.post([&] {
    act();
    done.set_value();
  });
  done.get_future().wait();
}

Error cannot_listen(const Tcp::endpoint& endpoint, const ErrorCode& error) {
  const auto where = endpoint.address().to_string() + " port " + std::to_string(endpoint.port());
  if (error == asio::error::address_in_use)
    return conflict(
        untranslated(where + " is in use: stop the program that has it, or choose another port for MQTT"));
  return conflict(untranslated("cannot listen on " + where + " for MQTT: " + error.message()));
}

}  // namespace

// A listening socket on the first loop; distributes accepted connections over all loops.
struct ListeningSocket {
  ListeningSocket(asio::io_context& context, std::unique_ptr<asio::ssl::context> t)
      : acceptor(context), timer(context), tls(std::move(t)) {}

  Tcp::acceptor acceptor;
  asio::steady_timer timer;
  async::SpareDescriptor spare;
  std::unique_ptr<asio::ssl::context> tls;  // null: plain
};

struct Server::Impl {
  Impl(async::Io& i, async::WorkerPool& pool, Gateway& gateway, SessionStore& store, Options options)
      : io(i),
        connection_limits({"MQTT", options.connections_max,
                           std::min(options.connections_per_address, options.connections_max / 2),
                           options.limit_reached}),
        sessions(std::make_unique<SessionRegistry>(store, counts)),
        connection_context{gateway, *sessions, counts, pool, jobs} {
    for (std::size_t n = 0; n < io.size(); ++n) loops.push_back(std::make_unique<Loop>(io.loop(n)));
    for (auto& loop : loops) loop->post([&loop = *loop] { loop.start_ticking(); });
  }

  async::Io& io;
  Counts counts;
  async::ConnectionLimits connection_limits;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::unique_ptr<ListeningSocket>> listening_sockets;  // first loop only, once listening
  std::unique_ptr<SessionRegistry> sessions;
  std::atomic<int> jobs{0};  // sign-ins, and arrivals that wait for a place
  ConnectionContext connection_context;
  std::size_t turn = 0;
  bool stopped = false;

  void accept(ListeningSocket& listener) {
    const auto n = turn++ % loops.size();
    listener.acceptor.async_accept(
        loops[n]->context(), [&, this, n](const ErrorCode& error, Tcp::socket socket) {
          if (error == asio::error::operation_aborted || !listener.acceptor.is_open()) return;
          if (error) return accept_later(listener, error);
          admit(listener, n, std::move(socket));
          accept(listener);
        });
  }

  // Connections that wait for their CONNECT give their descriptors back for those that come next.
  void accept_later(ListeningSocket& listener, const ErrorCode& why) {
    if (why == asio::error::no_descriptors) {
      connection_limits.report_no_descriptors();
      listener.spare.turn_away(listener.acceptor.native_handle());
      for (auto& loop : loops) loop->post([&loop = *loop] { (void)loop.close_longest_waiting(""); });
    }
    listener.timer.expires_after(accept_again);
    listener.timer.async_wait([&, this](const ErrorCode& error) {
      if (!error && listener.acceptor.is_open()) accept(listener);
    });
  }

  // On the first loop, which serves the listening sockets, as what follows.
  void admit(ListeningSocket& listener, std::size_t n, Tcp::socket accepted) {
    add(counts.accepted);
    const auto socket = std::make_shared<Tcp::socket>(std::move(accepted));
    async::ConnectionLimits::Arrival arrival;
    arrival.address = address_of(*socket);
    arrival.close_idle = [this](std::size_t loop, const std::string& address) {
      return loops[loop]->close_longest_waiting(address);
    };
    arrival.admitted = [&, this, n, socket](async::ConnectionLimits::Place place) {
      --jobs;
      if (listener.acceptor.is_open())
        start_connection(*loops[n], std::move(place), std::move(*socket), listener.tls.get());
    };
    arrival.turned_away = [this, socket] {
      --jobs;
      ErrorCode ignored;
      socket->close(ignored);
    };
    ++jobs;
    connection_limits.admit(io, std::move(arrival));
  }

  void start_connection(Loop& loop, async::ConnectionLimits::Place place, Tcp::socket socket,
                        asio::ssl::context* tls) {
    counts.connections.fetch_add(1, std::memory_order_relaxed);
    auto connection = make_connection(loop, connection_context, std::move(place), std::move(socket), tls);
    loop.post([&loop, connection] {
      loop.add(connection);
      connection->start();
    });
  }

  void on_all(const std::function<void(Connection&)>& act) {
    for (auto& loop : loops) run_on(*loop, [&] { loop->for_each(act); });
  }

  void stop_listening() {
    run_on(*loops.front(), [this] {
      for (auto& listener : listening_sockets) {
        ErrorCode ignored;
        listener->acceptor.close(ignored);
        listener->timer.cancel();
      }
    });
  }

  void wait_until_closed() {
    const auto until = std::chrono::steady_clock::now() + limits::drain_wait;
    while (counts.connections > 0 && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(drain_poll);
  }

  void stop() {
    if (std::exchange(stopped, true)) return;
    stop_listening();
    on_all([](Connection& connection) {
      connection.drain();
      connection.changed();
    });
    wait_until_closed();
    on_all([](Connection& connection) { connection.close("the server stops"); });
    for (auto& loop : loops) run_on(*loop, [&] { loop->stop_ticking(); });
    while (jobs > 0) std::this_thread::sleep_for(drain_poll);
  }

  ~Impl() {
    stop();
    sessions.reset();  // its writer posts its last notifications to the loops
    for (auto& loop : loops) run_on(*loop, [] {});
  }
};

Server::Server(async::Io& io, async::WorkerPool& pool, Gateway& gateway, SessionStore& store, Options options)
    : impl_(std::make_unique<Impl>(io, pool, gateway, store, std::move(options))) {}

Server::~Server() = default;

Result<std::uint16_t> Server::listen(const std::string& address, std::uint16_t port,
                                     const std::optional<Tls>& tls) {
  ErrorCode error;
  const auto ip = asio::ip::make_address(address, error);
  if (error)
    return invalid(
        untranslated("\"" + address + "\" is not an address to listen on: write 0.0.0.0 or 127.0.0.1"));
  std::unique_ptr<asio::ssl::context> context;
  if (tls) {
    try {
      context = async::make_tls_context(tls->certificate_file, tls->key_file);
    } catch (const std::runtime_error& unreadable) {
      return invalid(untranslated(unreadable.what()));
    }
  }
  const Tcp::endpoint endpoint(ip, port);
  auto listener = std::make_unique<ListeningSocket>(impl_->loops.front()->context(), std::move(context));
  auto& acceptor = listener->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot_listen(endpoint, error);
  const auto bound = acceptor.local_endpoint().port();
  run_on(*impl_->loops.front(), [&] {
    impl_->listening_sockets.push_back(std::move(listener));
    impl_->accept(*impl_->listening_sockets.back());
  });
  return bound;
}

void Server::stop() { impl_->stop(); }

bool Server::publish_to(DeviceId device, std::string_view topic, std::string_view payload, Qos qos,
                        bool retain) {
  return impl_->sessions->publish(owner_of(device), Publish{topic, payload, 0, qos, false, retain}, {});
}

std::size_t Server::publish(std::string_view topic, std::string_view payload, Qos qos) {
  return impl_->sessions->publish_shared(Publish{topic, payload, 0, qos, false, false});
}

std::vector<std::string> Server::subscribed_below(std::string_view prefix) const {
  return impl_->sessions->subscribed_below(prefix);
}

bool Server::connected(DeviceId device) const { return impl_->sessions->connected(owner_of(device)); }

bool Server::is_subscribed(DeviceId device, std::string_view topic) const {
  return impl_->sessions->is_subscribed(owner_of(device), topic);
}

void Server::disconnect(DeviceId device) {
  impl_->sessions->leave(owner_of(device), "the device's token was revoked");
}

void Server::forget(DeviceId device) { impl_->sessions->forget(owner_of(device)); }

Server::TurnedAway Server::turned_away() const {
  using Reached = async::ConnectionLimits::Reached;
  const auto& limits = impl_->connection_limits;
  return {limits.refused(Reached::connections), limits.refused(Reached::address),
          limits.refused(Reached::descriptors)};
}

const Counts& Server::counts() const { return impl_->counts; }

SessionRegistry::Totals Server::totals() const { return impl_->sessions->totals(); }

}  // namespace cunkou::mqtt
