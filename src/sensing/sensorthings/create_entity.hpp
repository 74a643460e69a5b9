#pragma once
// Creates SensorThings entities (18-088, 10.2): one entity with all its inline entities, or none. The caller
// runs it in one transaction and stores `observations` after the commit.
//
// The place of a Thing is the one whose code is in properties.placeCode, else that of the creator's first
// role. Requires add_devices at every Thing concerned.

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "sensing/sensorthings/observation_body.hpp"
#include "sensing/sensorthings/sensorthings.hpp"

namespace cunkou::sensorthings {

class CreateEntity {
 public:
  CreateEntity(journal::Act& act, EntityStore& store, places::PlaceStore& places,
               people::HouseholdStore& households, const access::Identity& who, Viewer viewer)
      : act_(act),
        store_(store),
        places_(places),
        households_(households),
        who_(who),
        viewer_(std::move(viewer)) {}

  // `from`: the entity whose collection is addressed, as in Things(1)/Datastreams. Does not create
  // Observations.
  Result<EntityKey> create(EntitySet, const boost::json::object&, const std::optional<EntityKey>& from);

  struct Pending {
    StreamId stream;
    ObservationBody body;
  };
  std::vector<Pending> observations;  // of inline Datastreams, each with its feature
  std::vector<EntityKey> created;     // in order
  std::set<ThingId> touched;          // with changed streams

 private:
  using Object = boost::json::object;
  using From = std::optional<EntityKey>;
  Result<std::int64_t> add(EntitySet, const Object&, const From&);
  Result<std::int64_t> add_thing(const Object&);
  Result<std::int64_t> add_location(const Object&, const From&);
  Result<std::int64_t> add_historical_location(const Object&, const From&);
  Result<std::int64_t> add_datastream(const Object&, const From&);
  // An entity without links of its own: reads its members and stores it.
  template <class Entity>
  Result<std::int64_t> add_plain(EntitySet, const Object&);
  // The same, with inline Datastreams.
  template <class Entity>
  Result<std::int64_t> add_observing(EntitySet, const Object&);
  Result<void> add_many(EntitySet, const Object&, std::string_view name, const EntityKey& from);
  Result<void> add_observations(const Object&, StreamId);
  Result<void> place_thing(Thing&) const;
  Result<std::vector<EntityId>> locations_in(const Object&);
  // Sets the links of an entity; refuses an absent one.
  template <class Entity>
  Result<void> set_links(Entity&, const Object&, const From&);
  // A single link: from the path, by "@iot.id", or inline. 0 if absent.
  Result<std::int64_t> linked(EntitySet, const Object&, const From&);
  Result<std::int64_t> linked_or_made(EntitySet, const boost::json::value&);
  Result<void> may_change(ThingId) const;

  journal::Act& act_;
  EntityStore& store_;
  places::PlaceStore& places_;
  people::HouseholdStore& households_;
  const access::Identity& who_;
  Viewer viewer_;
};

// Deletes what was created, when its Observations could not be stored.
void undo_creation(journal::Act&, EntityStore&, const std::vector<EntityKey>& created);

}  // namespace cunkou::sensorthings
