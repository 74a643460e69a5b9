#include "sensing/ingest/sql/stored_client_attributes.hpp"

#include "platform/sql/database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/keep_attributes.hpp"

namespace cunkou::ingest {

Result<void> StoredClientAttributes::keep(DeviceId device, std::string_view payload) {
  const auto parsed = thingsboard::parse_attributes(payload);
  if (!parsed) return parsed.error();
  return database_.write([&](sql::Transaction& t) {
    return devices::keep_attributes(devices::device_store(t), device, *parsed, clock_.now());
  });
}

std::string StoredClientAttributes::requested(DeviceId device, const thingsboard::AttributeRequest& request) {
  const auto known =
      database_.read([&](sql::Transaction& t) { return devices::device_store(t).attributes(device); });
  return thingsboard::attribute_response(request, known);
}

}  // namespace cunkou::ingest
