#include "sensing/greenhouses/change_greenhouse.hpp"

#include <string>

namespace cunkou::greenhouses {

Result<monitor::MonitoredThing> with_change(monitor::MonitoredThing settings, const ChangeGreenhouse& change,
                                            Instant now) {
  if (change.crop) settings.crop = *change.crop;
  if (change.stage) settings.stage = *change.stage;
  if (change.automatic) settings.automatic = *change.automatic;
  if (!change.planted) return settings;
  settings.planted.reset();
  if (change.planted->empty()) return settings;
  CUNKOU_TRY_VALUE(at, parse_instant(*change.planted));
  if (at > now + days(366))
    return invalid(
        {"定植日期在一年以后，请核对年份", "The planting date is more than a year ahead: check the year"});
  settings.planted = at;
  return settings;
}

void change_greenhouse(journal::Act& act, GreenhouseStore& store, const monitor::MonitoredThing& settings) {
  store.put(settings);
  act.record("change_greenhouse", "thing:" + std::to_string(settings.thing.value));
}

}  // namespace cunkou::greenhouses
