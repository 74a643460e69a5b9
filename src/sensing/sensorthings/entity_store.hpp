#pragma once
// Persistence of SensorThings entities: the stores of each kind, and what concerns all kinds. Used within one
// transaction by one thread. put(): id 0 inserts, any other id replaces; returns the id. Ids are never
// reused. Observations are in sensing/series.

#include "base/result.hpp"
#include "sensing/sensorthings/datastream_store.hpp"
#include "sensing/sensorthings/description_store.hpp"
#include "sensing/sensorthings/location_store.hpp"
#include "sensing/sensorthings/observation_extra_store.hpp"
#include "sensing/sensorthings/selection.hpp"
#include "sensing/sensorthings/thing_store.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::sensorthings {

class EntityStore : public ThingStore,
                    public LocationStore,
                    public DatastreamStore,
                    public DescriptionStore,
                    public ObservationExtraStore {
 public:
  using DatastreamStore::put;
  using DescriptionStore::put;
  using LocationStore::put;
  using ObservationExtraStore::put;
  using ThingStore::put;

  // Deletes an entity and its dependants (18-088, table "integrity constraints when deleting an entity").
  // The caller forgets the series of streams_of(set, id) afterwards. False: not found.
  virtual bool remove(EntitySet, std::int64_t id) = 0;

  // Matching entities in the requested order. Refuses (unsupported) a filter that the database cannot
  // evaluate.
  virtual Result<Found> find(const Selection&) = 0;
  virtual bool is_visible_to(const Viewer&, EntitySet, std::int64_t id) = 0;
};

EntityStore& entity_store(sql::Transaction&);

}  // namespace cunkou::sensorthings
