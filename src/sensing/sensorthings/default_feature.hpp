#pragma once
// The feature of Observations that name none (18-088, 10.2.2): made of the Thing's last Location, and used
// again as long as the Thing stands there.

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::sensorthings {

// What an Observation of the Datastream made now is about. 0: the Datastream's own feature stands. Makes the
// feature where there is none yet; refuses where the Thing has no Location.
Result<EntityId> default_feature(EntityStore&, StreamId);
// Whether default_feature would have to write or answer anything but 0.
bool needs_default_feature(EntityStore&, StreamId);

}  // namespace cunkou::sensorthings
