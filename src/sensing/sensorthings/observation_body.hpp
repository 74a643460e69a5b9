#pragma once
// Observations as SensorThings spells them: one (18-088, 10.2: POST …/Observations, MQTT
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
  formats::ParsedReading sample;  // name empty; stream set where the body names the Datastream
  ObservationExtra extra;         // without stream and time
  std::string feature_json;       // a FeatureOfInterest given inline; empty: none
};

// Refuses a text that is not JSON, one without "result", and members of the wrong kind (a phenomenonTime that
// is no time). A result of NaN is read, so that it can be refused and counted like any other.
Result<ObservationBody> parse_observation(std::string_view payload);

// Refuses more than limits::batch_readings entries. In the order of the body; an entry that could not be read
// holds its refusal in its place, for the answer is by place.
Result<std::vector<Result<ObservationBody>>> parse_data_array(std::string_view payload);

// "2010-12-23T10:20:00Z" or "2010-12-23T10:20:00Z/2010-12-23T11:20:00Z".
struct TimeSpan {
  Instant from;
  std::optional<Instant> to;
};
Result<TimeSpan> parse_time_object(std::string_view);

}  // namespace cunkou::sensorthings
