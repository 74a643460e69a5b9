#include "sensing/devices/device_token.hpp"

#include "sensing/devices/find_device.hpp"
#include "sensing/devices/subject.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::devices {
Result<std::string> renew_token(journal::Act& act, DeviceStore& store, DeviceId id) {
  auto device = store.device(id);
  if (!device) return no_such_device();
  auto token = new_token();
  device->token_hash = token_hash(token);
  device->revoked.reset();
  store.put(*device);
  act.record("renew_token", subject(id));
  return token;
}

Result<Device> revoke_token(journal::Act& act, DeviceStore& store, DeviceId id) {
  auto device = store.device(id);
  if (!device) return no_such_device();
  if (device->token_hash.empty()) return *device;
  device->token_hash.clear();
  device->revoked = act.at;
  store.put(*device);
  act.record("revoke_token", subject(id));
  return *device;
}

}  // namespace cunkou::devices
