#pragma once
// State shared by all connections of a server. Has no sockets.

#include <algorithm>
#include <atomic>
#include <chrono>

#include "platform/async/connection_limits.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/files.hpp"
#include "platform/http/http_server.hpp"
#include "platform/http/limits.hpp"
#include "platform/http/router.hpp"

namespace cunkou::http {

// Limits the bytes of all request bodies in progress together.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : left_(static_cast<std::int64_t>(bytes)) {}
  bool take(std::size_t bytes) {
    if ((left_ -= static_cast<std::int64_t>(bytes)) >= 0) return true;
    give(bytes);
    return false;
  }
  void give(std::size_t bytes) { left_ += static_cast<std::int64_t>(bytes); }

 private:
  std::atomic<std::int64_t> left_;
};

// One body's share of the budget, released on destruction.
class MemoryReservation {
 public:
  explicit MemoryReservation(MemoryBudget& budget) : budget_(budget) {}
  MemoryReservation(const MemoryReservation&) = delete;
  MemoryReservation& operator=(const MemoryReservation&) = delete;
  ~MemoryReservation() { budget_.give(bytes_); }
  bool take(std::size_t bytes) {
    if (!budget_.take(bytes)) return false;
    bytes_ += bytes;
    return true;
  }

 private:
  MemoryBudget& budget_;
  std::size_t bytes_ = 0;
};

struct Counters {
  std::atomic<std::int64_t> connections{0}, requests{0}, refused{0}, unavailable{0}, handler_failures{0},
      latency_us{0};
  std::array<std::atomic<std::int64_t>, 6> by_class{};
  std::array<std::atomic<std::int64_t>, Server::Metrics::latency_ms.size() + 1> latency{};

  void responded(int status, std::chrono::microseconds took);
};

struct ServerContext {
  Router router;
  Files files;
  Server::Identify identify;
  Server::Options options;
  async::WorkerPool& pool;        // never waits for the state database
  async::WorkerPool& state_pool;  // for the routes that need it
  LiveUpdates& live_updates;
  Counters counters;
  async::ConnectionLimits connection_limits;
  MemoryBudget bodies{limits::bodies_bytes};
  std::atomic<bool> stopping{false};

  ServerContext(Routes routes, Server::Identify who, Server::Options o, async::WorkerPool& p,
                async::WorkerPool& state, LiveUpdates& e)
      : router(std::move(routes)),
        files(o.web_root.empty() ? find_web_root() : o.web_root),
        identify(std::move(who)),
        options(std::move(o)),
        pool(p),
        state_pool(state),
        live_updates(e),
        connection_limits({"HTTP", options.connections_max,
                           std::min(options.connections_per_address, options.connections_max / 2),
                           options.limit_reached}) {}

  // The one place that logs and counts a request which is answered 503.
  void report_unavailable(std::string_view what) {
    ++counters.unavailable;
    options.failed(what);
  }

  // The one place that logs and counts a handler, or a check before it, that threw.
  void report_failure(const std::string& what) {
    ++counters.handler_failures;
    options.failed(what);
  }
};

}  // namespace cunkou::http
