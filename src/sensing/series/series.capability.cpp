#include "sensing/series/series.capability.hpp"

#include <string>

namespace cunkou::series {
namespace {

using capability::counter;
using capability::gauge;
using capability::Log;
using capability::Metric;

void maintain(Store& store, Log& log) {
  if (const auto folded = store.run_maintenance(); !folded)
    log.warn("retention: " + folded.error().reason.en);
}

// Reports damaged chunks when there are more than `reported`.
void report_damage(const Store& store, Log& log, std::int64_t& reported) {
  const auto damaged = store.metrics().damaged;
  if (damaged > reported)
    log.error("series.db: " + std::to_string(damaged) +
              " damaged chunks cannot be read; `cunkou check` names them, a backup has them whole");
  reported = damaged;
}

// Reports commits that were refused since the last time; the senders keep the readings.
void report_refusals(const Store& store, Log& log, std::int64_t& reported) {
  const auto failures = store.metrics().failures;
  if (failures > reported) log.error("readings cannot be stored: " + store.last_refusal().en);
  reported = failures;
}

double number(std::int64_t count) { return static_cast<double>(count); }

std::vector<Metric> metrics(const Store& store) {
  const auto m = store.metrics();
  return {counter("cunkou_readings_total", "Readings stored since start", number(m.readings_in)),
          counter("cunkou_readings_equal_total", "Readings that were there already", number(m.equal)),
          counter("cunkou_readings_replaced_total", "Readings that replaced another", number(m.replaced)),
          counter("cunkou_commits_total", "Commits to the series database", number(m.commits)),
          counter("cunkou_commit_failures_total", "Commits that were refused, e.g. by a full disk",
                  number(m.failures)),
          counter("cunkou_chunks_written_total", "Chunks written", number(m.chunks_written)),
          gauge("cunkou_damaged_chunks", "Chunks and write-ahead rows found unreadable", number(m.damaged)),
          gauge("cunkou_head_readings", "Readings in memory, not yet in chunks", number(m.head)),
          gauge("cunkou_readings_waiting", "Readings not yet committed", number(m.waiting)),
          gauge("cunkou_chunks", "Chunks", number(m.chunks)),
          gauge("cunkou_streams", "Streams with readings", number(m.streams))};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  auto& store = parts.store;
  auto& log = platform.log;
  return {.name = "series",
          .timers = {{hours(1), [&store, &log] { maintain(store, log); }},
                     {seconds(2),
                      [&store, &log, reported = std::int64_t{0}]() mutable {
                        report_damage(store, log, reported);
                      }},
                     {seconds(2),
                      [&store, &log, reported = std::int64_t{0}]() mutable {
                        report_refusals(store, log, reported);
                      }}},
          .metrics = [&store] { return metrics(store); }};
}

}  // namespace cunkou::series
