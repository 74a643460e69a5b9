#pragma once
// Reads the members of a SensorThings entity's JSON into the structs of entity.hpp, for creating and
// changing. An absent member keeps its value. Refuses, by name, a member of the wrong type or longer than
// limits::entity_member_bytes.

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

// For the entities of entity.hpp but Observations.
template <class Entity>
Result<void> read_members(const boost::json::object&, Entity&);

}  // namespace cunkou::sensorthings
