#pragma once
// Parses SensorThings Observations: one (18-088, 10.2: POST …/Observations, MQTT
// v1.1/Datastreams(1)/Observations) and many (13.2: POST CreateObservations, the dataArray).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/formats/parsed_reading.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

struct ObservationBody {
  formats::ParsedReading reading;  // name is empty; stream is set if the body names the Datastream
  ObservationExtra extra;          // without stream and time
  std::string feature_json;        // an inline FeatureOfInterest; empty: none
};

// Refuses invalid JSON, a missing "result", and members of the wrong type (a phenomenonTime that is not a
// time). Accepts NaN as a result, for ingest to refuse and count.
Result<ObservationBody> parse_observation(std::string_view payload);

// Refuses more than formats::limits::batch_readings entries. Keeps the order of the body; an unreadable entry
// is a refusal at its index, because the response is positional.
Result<std::vector<Result<ObservationBody>>> parse_data_array(std::string_view payload);

// An instant "2010-12-23T10:20:00Z" or an interval "2010-12-23T10:20:00Z/2010-12-23T11:20:00Z".
struct TimeSpan {
  Instant from;
  std::optional<Instant> to;
};
Result<TimeSpan> parse_time_object(std::string_view);

}  // namespace cunkou::sensorthings
