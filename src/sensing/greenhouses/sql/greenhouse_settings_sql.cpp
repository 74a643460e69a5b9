#include "sensing/greenhouses/greenhouse_settings.hpp"

#include "platform/sql/database.hpp"
#include "sensing/greenhouses/change_greenhouse.hpp"

namespace cunkou::greenhouses {

std::vector<monitor::MonitoredThing> GreenhouseSettings::all() {
  return database_.read([](sql::Transaction& t) { return greenhouse_store(t).all(); });
}

std::optional<monitor::MonitoredThing> GreenhouseSettings::find(ThingId id) {
  return database_.read([&](sql::Transaction& t) { return greenhouse_store(t).get(id); });
}

void GreenhouseSettings::put(const monitor::MonitoredThing& settings, Instant now) {
  database_.write([&](sql::Transaction& t) {
    journal::Act act{{}, "app", now, journal::journal_of(t)};
    change_greenhouse(act, greenhouse_store(t), settings);
  });
}

}  // namespace cunkou::greenhouses
