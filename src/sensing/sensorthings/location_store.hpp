#pragma once
// Persistence interface for Locations, present and historical. See entity_store.hpp for what all stores
// share.

#include <optional>
#include <vector>

#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

class LocationStore {
 public:
  virtual ~LocationStore() = default;
  virtual std::optional<Location> location(EntityId) = 0;
  virtual std::optional<HistoricalLocation> historical_location(EntityId) = 0;
  virtual EntityId put(const Location&) = 0;
  virtual EntityId put(const HistoricalLocation&) = 0;

  virtual std::vector<EntityId> locations_of(ThingId) = 0;
  virtual std::vector<EntityId> locations_of(const HistoricalLocation&) = 0;
  // Sets the present Locations of a Thing and adds a HistoricalLocation.
  virtual void set_locations(ThingId, const std::vector<EntityId>&, Instant) = 0;
  virtual void link(EntityId historical_location, EntityId location) = 0;
};

}  // namespace cunkou::sensorthings
