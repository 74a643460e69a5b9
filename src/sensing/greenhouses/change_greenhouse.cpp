#include "sensing/greenhouses/change_greenhouse.hpp"

#include <string>

#include "sensing/devices/subject.hpp"

namespace cunkou::greenhouses {

namespace {

Result<Planting> with_change(Planting planting, const ChangeGreenhouse& change, Instant now) {
  if (change.crop) planting.crop = *change.crop;
  if (change.stage) planting.stage = *change.stage;
  if (!change.planted) return planting;
  planting.planted.reset();
  if (change.planted->empty()) return planting;
  CUNKOU_TRY_VALUE(at, parse_instant(*change.planted));
  if (at > now + days(366))
    return invalid(
        {"定植日期在一年以后，请核对年份", "The planting date is more than a year ahead: check the year"});
  planting.planted = at;
  return planting;
}

}  // namespace

Result<monitor::MonitoredThing> with_change(monitor::MonitoredThing settings, const ChangeGreenhouse& change,
                                            Instant now) {
  CUNKOU_TRY_VALUE(planting, with_change(planting_of(settings), change, now));
  set_planting(settings, std::move(planting));
  if (change.automatic) settings.automatic = *change.automatic;
  return settings;
}

void change_greenhouse(journal::Act& act, GreenhouseStore& store, const monitor::MonitoredThing& settings) {
  store.put(settings);
  act.record("change_greenhouse", devices::subject(settings.thing));
}

}  // namespace cunkou::greenhouses
