#include "sensing/greenhouses/settle_greenhouse.hpp"

#include <string>

namespace cunkou::greenhouses {

void settle_greenhouse(journal::Act& act, GreenhouseStore& store, const monitor::MonitoredThing& settings) {
  store.put(settings);
  act.record("settle_greenhouse", "thing:" + std::to_string(settings.thing.value));
}

}  // namespace cunkou::greenhouses
