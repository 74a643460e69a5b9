#pragma once
// Channels of a place: where the office is notified of alarms.

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/notifications/channel_trial.hpp"

namespace cunkou::notifications {

struct ChannelRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const Clock& clock;
  const ChannelTrial& trial;
  std::vector<std::string> operator_programs;  // names of the programs that the operator bound
  async::WorkerPool* blocking_pool = nullptr;  // for calls that wait for a remote server; none: at once
};

http::Routes channel_routes(const ChannelRouteParts&);

}  // namespace cunkou::notifications
