#include "sensing/devices/keep_attributes.hpp"

#include <algorithm>

#include "sensing/devices/limits.hpp"

namespace cunkou::devices {

Result<void> keep_attributes(DeviceStore& store, DeviceId device, const std::vector<ClientAttribute>& fresh,
                             Instant at) {
  const auto known = store.attributes(device);
  std::size_t count = known.size();
  for (const auto& attribute : fresh) {
    const auto same = std::ranges::find(known, attribute.name, &ClientAttribute::name);
    if (same == known.end() && ++count > limits::attributes_per_device)
      return Error{Code::too_large, {"属性太多", "the device has too many attributes"}};
    if (same == known.end() || same->json != attribute.json) store.put(device, attribute, at);
  }
  return {};
}

}  // namespace cunkou::devices
