#pragma once
// "v1.1/Datastreams(7)/Observations", with what a subscription may say of the form: "?$select=result,id"
// (18-088, 14.2.2: $select, and no other option, for a publication is no query).

#include <optional>
#include <string_view>

#include "base/ids.hpp"
#include "sensing/sensorthings/odata_query.hpp"

namespace cunkou::app {

struct ObservationTopic {
  StreamId stream;
  sensorthings::Query select;  // $select at most
};

// Nothing: it is no such topic, or asks for more.
std::optional<ObservationTopic> parse_observation_topic(std::string_view);

}  // namespace cunkou::app
