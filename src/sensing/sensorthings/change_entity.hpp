#pragma once
// Changes and deletes SensorThings entities (18-088, 10.3 and 10.4). Requires add_devices (change) or remove
// (delete) at every Thing that uses the entity; an entity that no Thing uses requires the permission
// `operate`. The name of a Thing of a monitored kind requires set_thresholds, as in the app.

#include <boost/json/object.hpp>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/sensorthings/monitored_kinds.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/sensorthings.hpp"

namespace cunkou::sensorthings {

// PATCH: absent members keep their values. Links are set by "@iot.id"; refuses an inline entity. Not for
// Observations. Returns the Things whose streams have changed.
Result<std::vector<ThingId>> change_entity(journal::Act&, EntityStore&, const access::Identity&,
                                           const Viewer&, const MonitoredKinds&, const EntityKey&,
                                           const boost::json::object&);

// Readings of a deleted entity; the caller deletes them from the series after the commit.
struct Deleted {
  std::vector<StreamId> streams;                           // to delete completely
  std::vector<std::pair<StreamId, Instant>> observations;  // to delete one by one
  std::vector<ThingId> things;                             // with changed streams
};
// Not for Observations.
Result<Deleted> delete_entity(journal::Act&, EntityStore&, const access::Identity&, const EntityKey&);
// Deletes the members of an Observation whose reading the caller has deleted from the series.
void delete_observation(journal::Act&, ObservationExtraStore&, const ObservationKey&);

// True if the person has the permission `need` at all Things that use the entity.
bool may_touch(EntityStore&, const access::Identity&, access::Permission need, const EntityKey&);

}  // namespace cunkou::sensorthings
