#pragma once
// The HTTP endpoint: HTTP/1.1 (RFC 9112) on Boost.Beast, TLS by config, static files of the web app,
// server-sent events.
//
// A connection stays on one loop of Io; route handlers run on the worker pool. The order to end in: stop the
// server, the pool, then Io.

#include <array>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "platform/async/failure.hpp"
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
    unsigned short port = 8080;        // 0: any free one, see port()
    std::string certificate, key;      // PEM files; empty: no TLS
    std::string web_root;              // folder of the built web app; empty: the one beside the program
    bool trust_forwarded_for = false;  // a reverse proxy of ours sets X-Forwarded-For and X-Forwarded-Proto
    async::Failed failed = async::say_on_stderr;  // told of an exception that a handler let out
    Duration idle = limits::http_idle, header_wait = limits::http_header_wait,
             body_wait = limits::http_body_wait;
    Duration live_recheck = limits::live_recheck, live_ping = limits::live_ping;
    std::size_t connections_max = limits::http_connections;  // at which the longest idle one makes room
  };
  // Who is asking: from the session cookie, a bearer or "Token" header, or a token in the URL; refused who
  // has guessed too often. Called on the worker pool.
  using Identify = std::function<Result<access::Identity>(const Request&)>;

  // Throws std::system_error with a plain sentence if the address is taken, std::runtime_error if the
  // certificate or the web app's files cannot be read.
  Server(async::Io&, async::WorkerPool&, LiveUpdates&, Routes, Identify, Options);
  ~Server();  // stop()
  unsigned short port() const;
  const Routes& routes() const;

  // No new requests; those under way are answered within limits::http_drain_wait; then all connections close.
  // Event streams end at once. Blocks; not from a loop.
  void stop();

  struct Metrics {
    static constexpr std::array<int, 11> latency_ms{1,   2,   5,   10,   20,  50,
                                                    100, 200, 500, 1000, 5000};  // upper bounds

    std::int64_t connections = 0, requests = 0, event_streams = 0;
    std::int64_t refused = 0;  // connections turned away, and requests that were none
    std::int64_t handler_failures = 0;
    std::array<std::int64_t, 6> by_class{};  // answers by status / 100
    std::array<std::int64_t, latency_ms.size() + 1>
        latency{};               // answers in each bucket, not cumulative; last: above
    double latency_seconds = 0;  // sum, from the whole request read to its answer written
  };
  Metrics metrics() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace cunkou::http
