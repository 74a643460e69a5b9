#pragma once
// Persistence interface for the members of Observations beyond time and result. See entity_store.hpp for what
// all stores share.

#include <optional>
#include <vector>

#include "sensing/sensorthings/entity.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::sensorthings {

class ObservationExtraStore {
 public:
  virtual ~ObservationExtraStore() = default;
  virtual std::optional<ObservationExtra> extra(StreamId, Instant) = 0;
  virtual std::vector<ObservationExtra> extras(StreamId, series::TimeRange) = 0;  // by time
  virtual std::vector<ObservationExtra> extras_of(EntityId feature) = 0;
  virtual std::int64_t extra_count(StreamId) = 0;
  virtual void put(const ObservationExtra&) = 0;  // deletes it if empty
  virtual void remove_extra(StreamId, Instant) = 0;
};

}  // namespace cunkou::sensorthings
