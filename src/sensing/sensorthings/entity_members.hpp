#pragma once
// Members of a SensorThings entity's JSON, read into the structs of entity.hpp: for creating and for
// changing. A member that is absent leaves what is there; one of the wrong kind, or longer than
// limits::entity_member_bytes, is refused by name.

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
