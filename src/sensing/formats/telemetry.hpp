#pragma once
// ThingsBoard's telemetry (its MQTT and HTTP device API), in its three forms and lists of them:
//   {"t":25,"h":61}    [{"t":25},{"h":61}]    {"ts":1451649600512,"values":{"t":25,"h":61}}      (ts in
//   milliseconds)
// Values are numbers, booleans, strings and JSON. NaN and Infinity, which JSON does not know and small
// devices print all the same, are read as such, so that the one sample is refused and the rest is kept. So is
// an element of a list that is no object: it is one refusal, and the rest of the list is kept.

#include <string_view>

#include "base/result.hpp"
#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::formats {

// Refuses a text that is not JSON as a whole, one nested deeper than 32, and more than limits::batch_readings
// values. Safe on any bytes; any thread.
Result<ParsedReadings> parse_telemetry(std::string_view payload);

}  // namespace cunkou::formats
