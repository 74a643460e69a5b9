#include <cstdio>

#include "api/greenhouse_directory.hpp"
#include "api/monitor_service.hpp"
#include "app/commands.hpp"
#include "app/routes.hpp"
#include "app/system_clock.hpp"
#include "core/people/sessions.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {
namespace {

// Empty in-memory dependencies: the routes are only listed, never called.
struct EmptyDependencies {
  SystemClock clock;
  sql::Database database{":memory:"};
  std::unique_ptr<series::ChunkStore> chunks = series::open_series(":memory:");
  series::Store series{*chunks, clock, {}};
  devices::Registry registry{{}};
  people::Sessions sessions{[](const std::string&) { return std::nullopt; }, [](SessionId, Instant) {},
                            clock};
  http::LiveUpdates events;
  async::WorkerPool pool{1, 1};
  api::GreenhouseDirectory greenhouses{database, registry};
  std::vector<agronomy::Crop> crops;
  rules::RuleSet rules;
  notifications::EscalationPolicy escalation;
  api::MonitorService control{monitor::MonitorDefinitions{registry.profiles(), crops, rules, escalation},
                              {database, series, greenhouses, events, clock, {}}};
  ingest::Ingest ingest{[](series::Batch, std::function<void(const Result<series::Outcome>&)>) {}, {}};
  api::Context context{database, series, clock, sessions, registry, ingest,        greenhouses, control,
                       pool,     {},     {},    {},       {},       std::string(), false};
};

}  // namespace

int print_openapi() {
  EmptyDependencies dependencies;
  const auto text = description_of(all_routes(dependencies.context, {}));
  return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace cunkou::app
