#pragma once
// What an Observation says beyond time and result: judged before the result is stored, kept afterwards.

#include "base/result.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_body.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::sensorthings {

Error no_such_feature();

Result<void> judge_extra(sql::Database&, const ObservationBody&);
Result<void> keep_extra(sql::Database&, const ObservationBody&, StreamId, Instant);

// Within a transaction; `feature_json` is that of an inline FeatureOfInterest, "" for none.
Result<void> put_extra(EntityStore&, ObservationExtra, const std::string& feature_json, StreamId, Instant);

}  // namespace cunkou::sensorthings
