#include "sensing/alarms/alarms.capability.hpp"

#include <array>

#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms {
namespace {

std::vector<capability::Metric> metrics(sql::Database& database) {
  std::array<double, 3> open{};  // by severity
  database.read([&](sql::Transaction& t) {
    for (const auto& alarm : alarm_store(t).open()) ++open[static_cast<std::size_t>(alarm.severity)];
  });
  return {capability::gauge_by("cunkou_alarms_open", "Open alarms", "severity",
                               {{"watch", open[0]}, {"no_data", open[1]}, {"danger", open[2]}})};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform) {
  return {.name = "alarms", .metrics = [&database = platform.database] { return metrics(database); }};
}

}  // namespace cunkou::alarms
