#include "sensing/alarms/alarms.capability.hpp"

#include <array>

#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms {
namespace {

std::vector<capability::Metric> metrics(sql::Database& database) {
  const auto open = database.read([](sql::Transaction& t) {
    std::array<double, 3> by_severity{};
    for (const auto& alarm : alarm_store(t).open()) ++by_severity[static_cast<std::size_t>(alarm.severity)];
    return by_severity;
  });
  return {capability::gauge_by("cunkou_alarms_open", "Open alarms", "severity",
                               {{"watch", open[0]}, {"no_data", open[1]}, {"danger", open[2]}})};
}

}  // namespace

capability::Manifest manifest(const capability::Platform& platform) {
  return {.name = "alarms",
          .metrics = [&database = platform.database] { return metrics(database); },
          .word_columns = {{"alarms", "severity", "id", sql::parses<rules::parse_severity>},
                           {"alarm_changes", "severity", "alarm", sql::parses<rules::parse_severity>},
                           {"alarm_changes", "change", "alarm", sql::parses<parse_alarm_change_kind>}}};
}

}  // namespace cunkou::alarms
