#pragma once
// HTTP server: HTTP/1.1 (RFC 9112) on Boost.Beast, optional TLS, static files of the web app, server-sent
// events.
//
// A connection stays on one loop of Io; route handlers run on the worker pool. Stop the server first, then
// the pool, then Io.

#include <array>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "platform/async/failure.hpp"
#include "platform/http/known_hosts.hpp"
#include "platform/http/limits.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/http/route.hpp"

namespace cunkou::async {
class Io;
class WorkerPool;
}  // namespace cunkou::async

namespace cunkou::http {

class Server {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    unsigned short port = 8080;        // 0: any free port, see port()
    std::string certificate, key;      // PEM files; empty: no TLS
    std::string web_root;              // folder of the built web app; empty: the one beside the program
    bool trust_forwarded_for = false;  // a trusted reverse proxy sets X-Forwarded-For and X-Forwarded-Proto
    KnownHosts hosts;                  // another Host is refused with 421 (RFC 9110, 15.5.20)
    bool secure_cookies = false;       // the address for people is https, also where a proxy ends TLS
    async::Failed failed = async::log_to_stderr;  // called with an exception that a handler let escape
    Duration idle = limits::idle, header_wait = limits::header_wait, body_wait = limits::body_wait;
    Duration query_time = limits::query_time;  // after it, a GET ends with 503
    Duration live_recheck = limits::live_recheck, live_ping = limits::live_ping;
    // Beyond them the connection idle longest is closed, or the arrival turned away.
    std::size_t connections_max = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    async::Failed limit_reached = [](std::string_view) {};  // gets a line for the log
  };
  // Identifies the client of a request for this route: by session cookie, a bearer or "Token" header, or a
  // token in the URL. Refuses a client after too many wrong guesses. Called on the worker pool.
  using Identify = std::function<Result<access::Identity>(const Request&, const Route&)>;

  // Throws std::system_error with a readable message if the address is in use, std::runtime_error if the
  // certificate or the web app's files cannot be read.
  // `state_pool`: for the routes that need the state database, whose workers may all wait for it.
  Server(async::Io&, async::WorkerPool& pool, async::WorkerPool& state_pool, LiveUpdates&, Routes, Identify,
         Options);
  ~Server();  // stop()
  unsigned short port() const;
  const Routes& routes() const;

  // Accepts no new requests, gives those in progress limits::drain_wait, then closes all connections.
  // Event streams end at once. Blocks; not from a loop.
  void stop();

  struct Metrics {
    // Upper bounds of the histogram.
    static constexpr std::array<int, 11> latency_ms{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000};

    std::int64_t connections = 0, requests = 0, event_streams = 0;
    std::int64_t refused = 0;      // malformed requests, failed TLS handshakes
    std::int64_t unavailable = 0;  // requests answered 503
    std::int64_t over_connections = 0, over_address = 0, over_descriptors = 0;  // connections turned away
    std::int64_t handler_failures = 0;
    std::array<std::int64_t, 6> by_class{};  // responses by status / 100
    // Responses per bucket, not cumulative; last: above all bounds.
    std::array<std::int64_t, latency_ms.size() + 1> latency{};
    double latency_seconds = 0;  // sum, from the complete request to its response
  };
  Metrics metrics() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::http
