#pragma once
// Observations as SensorThings asks for them, out of series: numbers and texts by stream and time, with what
// the state database says beside them.
//
// Without $orderby they come by (Datastream, phenomenonTime), which is the order of their ids; by
// phenomenonTime they are merged over all streams; any other order gathers what matches first. A query that
// would read more than limits::observations_scanned is refused.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/evaluate.hpp"
#include "sensing/sensorthings/query.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {

struct ObservationQuery {
  std::vector<Datastream> streams;  // by id
  std::optional<EntityId> feature;  // only those of it
  std::shared_ptr<const Expression> filter;
  std::vector<Order> order;
  std::size_t skip = 0;
  std::size_t top = 0;
  bool count = false;
  Instant now;
  // Paths that lead away: ["Datastream", …] and ["FeatureOfInterest", …].
  std::function<Result<Value>(const Observation&, const Path&)> related;
};

struct ObservationPage {
  std::vector<Observation> found;
  std::optional<std::int64_t> count;
  bool more = false;
};

Result<ObservationPage> find_observations(const series::Store&, EntityStore&, const ObservationQuery&);

std::optional<Observation> find_observation(const series::Store&, EntityStore&, StreamId, Instant);

}  // namespace cunkou::sensorthings
