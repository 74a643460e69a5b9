#pragma once
// Reads the members of a SensorThings entity's JSON into the structs of entity.hpp, for creating and
// changing. An absent member keeps its value. Refuses, by name, an unknown member, and one of the wrong type
// or longer than limits::entity_member_bytes.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

// Refuses a member that entities of the set do not have. Annotations ("@iot.id", "Things@iot.navigationLink")
// and links are accepted, as are the times that a Datastream computes: a client may send back what it got.
Result<void> refuse_unknown_members(const boost::json::object&, EntitySet);

// Its "@iot.id"; null if it is no object, or has none.
const boost::json::value* id_in(const boost::json::value&);

// For the entities of entity.hpp but Observations.
template <class Entity>
Result<void> read_members(const boost::json::object&, Entity&);

}  // namespace cunkou::sensorthings
