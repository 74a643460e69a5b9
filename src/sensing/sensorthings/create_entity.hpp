#pragma once
// Creating SensorThings entities (18-088, 10.2): one with everything that is given inline, or nothing at all.
// The caller runs it in one transaction, and stores `observations` after the commit.
//
// A Thing stands at the place whose code is in properties.placeCode, else where its maker's first role is.
// Whoever makes or changes something of a Thing needs add_devices there.

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
  CreateEntity(journal::Act& act, EntityStore& store, places::PlaceStore& places, people::PeopleStore& people,
               const access::Identity& who, Viewer viewer)
      : act_(act), store_(store), places_(places), people_(people), who_(who), viewer_(std::move(viewer)) {}

  // `from`: the entity in whose collection it is created, Things(1)/Datastreams. Observations are not created
  // here.
  Result<EntityKey> create(EntitySet, const boost::json::object&, const std::optional<EntityKey>& from);

  struct Pending {
    StreamId stream;
    ObservationBody body;
  };
  std::vector<Pending> observations;  // of inserted Datastreams, each with its feature
  std::vector<EntityKey> created;     // in order
  std::set<ThingId> touched;          // whose streams have changed

 private:
  using Object = boost::json::object;
  using From = std::optional<EntityKey>;
  Result<std::int64_t> add(EntitySet, const Object&, const From&);
  Result<std::int64_t> add_thing(const Object&);
  Result<std::int64_t> add_location(const Object&, const From&);
  Result<std::int64_t> add_historical_location(const Object&, const From&);
  Result<std::int64_t> add_datastream(const Object&, const From&);
  Result<std::int64_t> add_sensor(const Object&);
  Result<std::int64_t> add_observed_property(const Object&);
  Result<std::int64_t> add_feature(const Object&);
  Result<void> add_many(EntitySet, const Object&, std::string_view name, const EntityKey& from);
  Result<void> add_observations(const Object&, StreamId);
  Result<void> place_thing(Thing&) const;
  Result<std::vector<EntityId>> locations_in(const Object&);
  // A single link: from the path, by "@iot.id", or inline. 0 where it is absent.
  Result<std::int64_t> linked(EntitySet, const Object&, const From&);
  Result<std::int64_t> linked_or_made(EntitySet, const boost::json::value&);
  Result<void> may_change(ThingId) const;

  journal::Act& act_;
  EntityStore& store_;
  places::PlaceStore& places_;
  people::PeopleStore& people_;
  const access::Identity& who_;
  Viewer viewer_;
};

}  // namespace cunkou::sensorthings
