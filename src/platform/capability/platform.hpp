#pragma once
// Objects of the program that every capability may use. Each member outlives the capabilities and is
// thread-safe.

#include <string>

#include "base/clock.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/capability/log.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::capability {

struct Platform {
  sql::Database& database;
  const Clock& clock;
  async::WorkerPool& pool;
  http::LiveUpdates& live_updates;
  Log& log;
  std::string public_url = {};                        // of the server for people; empty: that of the request
  async::WorkerPool* blocking_pool = nullptr;         // for work that waits for another server; none: at once
  async::ConcurrencyLimiter* long_queries = nullptr;  // for queries over millions of rows; none: at once
};

}  // namespace cunkou::capability
