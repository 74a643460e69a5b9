#pragma once
// What the routes work on. Made by app/ once, before the first request; all of it outlives the server and is
// thread-safe.

#include <functional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace cunkou {
class Clock;
}
namespace cunkou::sql {
class Database;
}
namespace cunkou::series {
class Store;
}
namespace cunkou::people {
class Sessions;
}
namespace cunkou::devices {
class Registry;
}
namespace cunkou::ingest {
class Ingest;
}
namespace cunkou::async {
class ConcurrencyLimiter;
class WorkerPool;
}  // namespace cunkou::async
namespace cunkou::notifications {
struct Channel;
}

namespace cunkou::api {

class MonitorService;
class GreenhouseDirectory;

struct Context {
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  people::Sessions& sessions;
  devices::Registry& registry;
  ingest::Ingest& ingest;
  GreenhouseDirectory& greenhouses;
  MonitorService& control;
  async::WorkerPool& pool;                         // for long work: imports
  std::function<bool(DeviceId)> device_connected;  // over MQTT, now
  // At once: its token is dead. To be called after the registry knows.
  std::function<void(DeviceId)> disconnect_device;
  // Sends a trial notice, a command's to that phone number, and waits for the answer.
  std::function<Result<void>(const notifications::Channel&, const std::string& to)> try_channel;
  std::vector<std::string> bound_commands;     // names of the commands that the operator bound
  std::string public_url;                      // as people reach the server; empty: as the request came
  bool sample = false;                         // the sample county: pages say so
  async::WorkerPool* blocking_pool = nullptr;  // for what waits for somebody else's server; none: at once
  // Whether a channel's target can be one: refused when it is added, not only when a notice is sent. None:
  // any.
  std::function<Result<void>(const notifications::Channel&)> check_channel = nullptr;
  async::ConcurrencyLimiter* long_queries = nullptr;  // for what may read millions of readings; none: at once
  std::function<unsigned short()> mqtt_port = nullptr;  // where devices connect; 0: nowhere yet
  bool quiet = false;                                   // nothing is sent to anybody: pages say so
};

}  // namespace cunkou::api
