#pragma once
// SensorThings 1.1 JSON of entities: properties without links (sensorthings.hpp adds them).

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "sensing/sensorthings/entity.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::sensorthings {

// For the entities of entity.hpp but Observations.
template <class Entity>
boost::json::object properties_of(const Entity&);
boost::json::object properties_of(const Datastream&, const std::optional<series::TimeRange>& phenomenon_time);
boost::json::object properties_of(const Observation&);

// "…Z", or "…Z/…Z".
std::string time_text(Instant from, const std::optional<Instant>& to);

}  // namespace cunkou::sensorthings
