#pragma once
// ThingsBoard telemetry (MQTT and HTTP device API), in its three forms and lists of them:
//    {"t":25,"h":61}    [{"t":25},{"h":61}]    {"ts":1451649600512,"values":{"t":25,"h":61}}   (ts in
//    milliseconds)
// Values are numbers, booleans, strings and JSON. NaN and Infinity are not JSON, but small devices send them:
// they are parsed, so that ingest refuses that reading alone. A list element that is not an object is one
// refusal; the other elements are kept.

#include <string_view>

#include "base/result.hpp"
#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::thingsboard {

// Refuses text that is not JSON, nesting deeper than 32, and more than formats::limits::batch_readings
// values. Accepts arbitrary bytes; thread-safe.
Result<formats::ParsedReadings> parse_telemetry(std::string_view payload);

}  // namespace cunkou::thingsboard
