#include "sensing/devices/change_device.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

#include "base/text.hpp"
#include "sensing/devices/find_device.hpp"
#include "sensing/devices/subject.hpp"

namespace cunkou::devices {
namespace {

std::string named(const std::string& name) {
  return boost::json::serialize(boost::json::value{{"name", name}});
}

}  // namespace

Result<Device> rename_device(journal::Act& act, DeviceStore& store, DeviceId id, std::string_view text) {
  auto device = store.device(id);
  if (!device) return no_such_device();
  CUNKOU_TRY_VALUE(name, parse_name(text));
  if (device->name == name) return *device;
  const auto namesakes = store.devices_named(name);
  if (std::ranges::any_of(namesakes, [&](const Device& d) { return d.place == device->place; }))
    return conflict(
        {"这个地方已有同名的设备，请换一个名称", "a device of this place has that name: choose another"});
  device->name = name;
  store.put(*device);
  act.record("rename_device", subject(id), named(name));
  return *device;
}

Result<sensorthings::Thing> rename_thing(journal::Act& act, sensorthings::ThingStore& store, ThingId id,
                                         std::string_view text) {
  auto thing = store.thing(id);
  if (!thing) return no_such_thing();
  CUNKOU_TRY_VALUE(name, parse_name(text));
  if (thing->name == name) return *thing;
  thing->name = name;
  store.put(*thing);
  act.record("rename_thing", subject(id), named(name));
  return *thing;
}

Result<Device> remove_device(journal::Act& act, DeviceStore& store, DeviceId id) {
  auto device = store.device(id);
  if (!device) return no_such_device();
  store.remove(id);
  act.record("remove_device", subject(id), named(device->name));
  return *device;
}

Result<std::vector<StreamId>> remove_thing(journal::Act& act, sensorthings::EntityStore& store, ThingId id) {
  auto thing = store.thing(id);
  if (!thing) return no_such_thing();
  auto streams = store.streams_of(sensorthings::EntitySet::things, id.value);
  store.remove(sensorthings::EntitySet::things, id.value);
  act.record("remove_thing", subject(id), named(thing->name));
  return streams;
}

}  // namespace cunkou::devices
