#pragma once
// Client attributes of devices, received and requested over MQTT and HTTP alike.

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sensing/thingsboard/attributes.hpp"

namespace cunkou::ingest {

class ClientAttributes {
 public:
  virtual ~ClientAttributes() = default;
  // Merges them with those that the device sent before. Refuses what parse_attributes() or keep_attributes()
  // refuses.
  virtual Result<void> keep(DeviceId, std::string_view payload) = 0;
  // The payload of the response.
  virtual std::string requested(DeviceId, const thingsboard::AttributeRequest&) = 0;
};

}  // namespace cunkou::ingest
