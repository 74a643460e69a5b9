#pragma once
// The MQTT topics of ThingsBoard's device API. Every device sees the same names: "me" is the device itself.

#include <optional>
#include <string>
#include <string_view>

namespace cunkou::thingsboard {

inline constexpr std::string_view telemetry_topic = "v1/devices/me/telemetry";

// Of a message that a device publishes.
struct Topic {
  enum class Kind {
    telemetry,
    attributes,
    attribute_request,  // asks for attributes
    rpc_request,        // calls a method of the server
    rpc_response,       // answers a command
  };
  Kind kind = Kind::telemetry;
  std::string_view id;  // of a request or response, as the device wrote it; not checked
};

// None: not a topic on which a device may publish.
std::optional<Topic> parse_topic(std::string_view);

// Whether a filter stays within the device's own topics.
bool is_device_filter(std::string_view);

// To the device: a command, the answer to its call, the answer to its attribute request.
std::string rpc_request_topic(std::string_view id);
std::string rpc_response_topic(std::string_view id);
std::string attribute_response_topic(std::string_view id);

}  // namespace cunkou::thingsboard
