#pragma once
// Persistence interface for Datastreams. See entity_store.hpp for what all stores share.

#include <optional>
#include <vector>

#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

class DatastreamStore {
 public:
  virtual ~DatastreamStore() = default;
  virtual std::optional<Datastream> datastream(StreamId) = 0;
  virtual StreamId put(const Datastream&) = 0;
  virtual std::vector<Datastream> datastreams_of(ThingId) = 0;                      // by id
  virtual std::vector<Datastream> datastreams_of(const std::vector<ThingId>&) = 0;  // in one read, by id
  virtual std::vector<Datastream> datastreams_of(DeviceId) = 0;
  virtual std::vector<Datastream> datastreams_at(EntityId feature) = 0;
  // Those that are deleted with an entity.
  virtual std::vector<StreamId> streams_of(EntitySet, std::int64_t id) = 0;
};

}  // namespace cunkou::sensorthings
