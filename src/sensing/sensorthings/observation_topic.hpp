#pragma once
// The MQTT topic of the Observations of a Datastream, "v1.1/Datastreams(7)/Observations". A subscription may
// add "?$select=result,id" and no other option (18-088, 14.2.2).

#include <optional>
#include <string_view>

#include "base/ids.hpp"
#include "sensing/sensorthings/odata_query.hpp"

namespace cunkou::sensorthings {

struct ObservationTopic {
  StreamId stream;
  Query select;  // nothing but $select
};

// None: another topic, or one with further options.
std::optional<ObservationTopic> parse_observation_topic(std::string_view);

}  // namespace cunkou::sensorthings
