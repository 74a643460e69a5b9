#pragma once
// Reads the members of a SensorThings entity's JSON into the structs of entity.hpp, for creating and
// changing. An absent member keeps its value. Refuses, by name, a member of the wrong type or longer than
// limits::entity_member_bytes.

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

Result<void> read_members(const boost::json::object&, Thing&);
Result<void> read_members(const boost::json::object&, Location&);
Result<void> read_members(const boost::json::object&, HistoricalLocation&);
Result<void> read_members(const boost::json::object&, Datastream&);
Result<void> read_members(const boost::json::object&, Sensor&);
Result<void> read_members(const boost::json::object&, ObservedProperty&);
Result<void> read_members(const boost::json::object&, FeatureOfInterest&);

}  // namespace cunkou::sensorthings
