#pragma once
// Changing and deleting SensorThings entities (18-088, 10.3 and 10.4). Whoever does it needs add_devices (to
// change) or remove (to delete) at every Thing that the entity belongs to; one that belongs to none is its
// maker's kind's to change.

#include <boost/json/object.hpp>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/sensorthings/sensorthings.hpp"

namespace cunkou::sensorthings {

// PATCH: members that are absent stay. Links may be set by "@iot.id"; an inline entity is refused. Not for
// Observations. Returns the Things whose streams have changed.
Result<std::vector<ThingId>> change_entity(journal::Act&, EntityStore&, const access::Identity&,
                                           const Viewer&, const EntityKey&, const boost::json::object&);

// What goes with a deleted entity, for the caller to delete from series after the commit.
struct Deleted {
  std::vector<StreamId> streams;                           // forgotten whole
  std::vector<std::pair<StreamId, Instant>> observations;  // one by one
  std::vector<ThingId> things;                             // whose streams have changed
};
// Not for Observations.
Result<Deleted> delete_entity(journal::Act&, EntityStore&, const access::Identity&, const EntityKey&);

// Whether a person may write something of the entity: `need` at all of its Things.
bool may_touch(EntityStore&, const access::Identity&, access::Permission need, const EntityKey&);

}  // namespace cunkou::sensorthings
