#pragma once
// FeatureOfInterest of Observations that name none (18-088, 10.2.2): created from the present Location of the
// Thing and reused until the Thing moves.

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::sensorthings {

// The feature of an Observation of the Datastream at this time; 0: the Datastream's own feature. Creates it
// if needed. Refuses if the Thing has no Location.
Result<EntityId> default_feature(EntityStore&, StreamId);
// True if default_feature() would write, or return anything but 0.
bool needs_default_feature(EntityStore&, StreamId);

}  // namespace cunkou::sensorthings
