#include "sensing/devices/find_device.hpp"

namespace cunkou::devices {

Error no_such_device() { return not_found({"没有这台设备", "there is no such device"}); }
Error no_such_thing() { return not_found({"没有这个大棚", "there is no such thing"}); }

Result<Entry> find_device(const Registry& registry, const Result<std::int64_t>& id) {
  if (!id) return id.error();
  auto entry = registry.by_id(DeviceId(*id));
  if (!entry) return no_such_device();
  return entry;
}

Result<access::Scope> device_scope(const Registry& registry, const Result<std::int64_t>& id) {
  CUNKOU_TRY_VALUE(entry, find_device(registry, id));
  return entry->scope;
}

}  // namespace cunkou::devices
