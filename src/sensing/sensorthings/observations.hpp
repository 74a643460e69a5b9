#pragma once
// Queries Observations: numbers and texts from the series, with their extra members from the state database.
//
// Without $orderby the order is (Datastream, phenomenonTime), that of their ids; by phenomenonTime all
// streams are merged; any other order collects the matches first. Refuses a query that would read more than
// limits::observations_scanned.

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "sensing/sensorthings/evaluate_expression.hpp"
#include "sensing/sensorthings/observation_extra_store.hpp"
#include "sensing/sensorthings/odata_query.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sensorthings {

struct ObservationQuery {
  std::vector<Datastream> streams;  // by id
  std::optional<EntityId> feature;  // only Observations of this feature
  std::shared_ptr<const Expression> filter;
  std::vector<Order> order;
  std::size_t skip = 0;
  std::size_t top = 0;
  bool count = false;
  Instant now;
  // Value of a path through another entity: ["Datastream", …] or ["FeatureOfInterest", …].
  std::function<Result<Value>(const Observation&, const Path&)> related;
};

struct ObservationPage {
  std::vector<Observation> found;
  std::optional<std::int64_t> count;
  bool more = false;
  struct Damaged {
    StreamId stream;
    series::TimeRange span;
  };
  std::vector<Damaged> damaged;  // where readings that the query would read were found damaged or missing
};

Result<ObservationPage> find_observations(const series::Store&, ObservationExtraStore&,
                                          const ObservationQuery&);

std::optional<Observation> find_observation(const series::Store&, ObservationExtraStore&, StreamId, Instant);

}  // namespace cunkou::sensorthings
