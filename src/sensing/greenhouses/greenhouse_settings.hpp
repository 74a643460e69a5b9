#pragma once
// The settings of greenhouses for the monitor, over the state database.

#include "sensing/monitor/thing_settings.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::greenhouses {

class GreenhouseSettings final : public monitor::ThingSettings {
 public:
  explicit GreenhouseSettings(sql::Database& database) : database_(database) {}

  std::vector<monitor::MonitoredThing> all() override;
  std::optional<monitor::MonitoredThing> find(ThingId) override;
  void put(const monitor::MonitoredThing&, Instant now) override;

 private:
  sql::Database& database_;
};

}  // namespace cunkou::greenhouses
