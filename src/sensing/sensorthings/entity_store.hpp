#pragma once
// Persistence interface for SensorThings entities. Used within one transaction by one thread. put(): id 0
// inserts, any other id replaces; returns the id. Ids are never reused.

#include <optional>
#include <string_view>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"
#include "sensing/sensorthings/selection.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::sensorthings {

class EntityStore {
 public:
  virtual ~EntityStore() = default;

  // Entities. Observations are in sensing/series.
  virtual std::optional<Thing> thing(ThingId) = 0;
  virtual std::optional<Location> location(EntityId) = 0;
  virtual std::optional<HistoricalLocation> historical_location(EntityId) = 0;
  virtual std::optional<Datastream> datastream(StreamId) = 0;
  virtual std::optional<Sensor> sensor(EntityId) = 0;
  virtual std::optional<ObservedProperty> observed_property(EntityId) = 0;
  virtual std::optional<FeatureOfInterest> feature(EntityId) = 0;

  virtual ThingId put(const Thing&) = 0;
  virtual EntityId put(const Location&) = 0;
  virtual EntityId put(const HistoricalLocation&) = 0;
  virtual StreamId put(const Datastream&) = 0;
  virtual EntityId put(const Sensor&) = 0;
  virtual EntityId put(const ObservedProperty&) = 0;
  virtual EntityId put(const FeatureOfInterest&) = 0;

  // Deletes an entity and its dependants (18-088, table "integrity constraints when deleting an entity").
  // The caller forgets the series of streams_of(set, id) afterwards. False: not found.
  virtual bool remove(EntitySet, std::int64_t id) = 0;
  virtual std::vector<StreamId> streams_of(EntitySet, std::int64_t id) = 0;

  // Matching entities in the requested order. Refuses (unsupported) a filter that the database cannot
  // evaluate.
  virtual Result<Found> find(const Selection&) = 0;
  virtual bool is_visible_to(const Viewer&, EntitySet, std::int64_t id) = 0;

  virtual std::vector<EntityId> locations_of(ThingId) = 0;
  virtual std::vector<EntityId> locations_of(const HistoricalLocation&) = 0;
  // Sets the present Locations of a Thing and adds a HistoricalLocation.
  virtual void set_locations(ThingId, const std::vector<EntityId>&, Instant) = 0;
  virtual void link(EntityId historical_location, EntityId location) = 0;

  virtual std::optional<EntityId> sensor_named(std::string_view) = 0;
  virtual std::optional<EntityId> observed_property_named(std::string_view) = 0;

  virtual std::vector<Thing> things(const Viewer&,
                                    std::string_view kind) = 0;  // by place and name; "": every kind
  virtual std::vector<Datastream> datastreams_of(ThingId) = 0;   // by id
  virtual std::vector<Datastream> datastreams_of(DeviceId) = 0;
  virtual std::vector<Datastream> datastreams_at(EntityId feature) = 0;
  virtual access::Scope scope(ThingId) = 0;  // empty: no such Thing, or it has no place

  // Members of Observations beyond time and result.
  virtual void put(const ObservationExtra&) = 0;  // deletes it if empty
  virtual std::optional<ObservationExtra> extra(StreamId, Instant) = 0;
  virtual std::vector<ObservationExtra> extras(StreamId, series::Range) = 0;  // by time
  virtual std::vector<ObservationExtra> extras_of(EntityId feature) = 0;
  virtual void remove_extra(StreamId, Instant) = 0;
  virtual std::int64_t extra_count(StreamId) = 0;
};

EntityStore& entity_store(sql::Transaction&);

}  // namespace cunkou::sensorthings
