#pragma once
// What the routes work on. Made by app/ once, before the first request; all of it outlives the server and is thread-safe.

#include <string>

namespace cunkou {
class Clock;
}
namespace cunkou::sql { class Database; }
namespace cunkou::series { class Store; }
namespace cunkou::people { class Sessions; }
namespace cunkou::things { class Registry; class Ingest; }
namespace cunkou::async { class WorkerPool; }

namespace cunkou::api {

class ControlRoom;
class GreenhouseBook;

struct Context {
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  people::Sessions& sessions;
  things::Registry& registry;
  things::Ingest& ingest;
  GreenhouseBook& greenhouses;
  ControlRoom& control;
  async::WorkerPool& pool;  // for long work: imports
  std::string public_url;   // as people reach the server; empty: as the request came
  bool sample = false;      // the sample county: pages say so
};

}  // namespace cunkou::api
