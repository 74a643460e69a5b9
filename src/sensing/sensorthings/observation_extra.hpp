#pragma once
// Members of an Observation beyond time and result.

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_body.hpp"

namespace cunkou::sensorthings {

Error no_such_feature();

class ObservationExtras {
 public:
  virtual ~ObservationExtras() = default;
  // Before the result is stored: a refusal refuses the Observation.
  virtual Result<void> check(const ObservationBody&) = 0;
  // After the result is stored, so that no such member exists without a reading.
  virtual Result<void> keep(const ObservationBody&, StreamId, Instant) = 0;
};

// Within a transaction; `feature_json` is that of an inline FeatureOfInterest, "" for none.
Result<void> put_extra(EntityStore&, ObservationExtra, const std::string& feature_json, StreamId, Instant);

}  // namespace cunkou::sensorthings
