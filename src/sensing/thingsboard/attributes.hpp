#pragma once
// Client attributes: what a device says of itself, {"fw":"1.2","battery":87}, and requests for them. There
// are no shared attributes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/devices/client_attribute.hpp"

namespace cunkou::thingsboard {

// Refuses anything but a JSON object, and a name or value that is too long.
Result<std::vector<devices::ClientAttribute>> parse_attributes(std::string_view payload);

struct AttributeRequest {
  bool all = false;                        // names no keys of either kind
  std::optional<std::string> client_keys;  // "fw,battery"
};

// {"clientKeys":"a,b","sharedKeys":"c"}; an empty text asks for all. Refuses anything but a JSON object.
Result<AttributeRequest> parse_attribute_request(std::string_view payload);

// {"client":{…},"shared":{}}: those of `known` that are requested.
std::string attribute_response(const AttributeRequest&, const std::vector<devices::ClientAttribute>& known);

}  // namespace cunkou::thingsboard
