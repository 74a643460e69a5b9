#include "sensing/greenhouses/change_greenhouse.hpp"

#include <string>

namespace cunkou::greenhouses {

void change_greenhouse(journal::Act& act, GreenhouseStore& store, const monitor::MonitoredThing& settings) {
  store.put(settings);
  act.record("change_greenhouse", "thing:" + std::to_string(settings.thing.value));
}

}  // namespace cunkou::greenhouses
