#include "sensing/sensorthings/default_feature.hpp"

namespace cunkou::sensorthings {
namespace {

std::optional<Location> last_location(EntityStore& store, ThingId thing) {
  const auto locations = store.locations_of(thing);
  return locations.empty() ? std::nullopt : store.location(locations.back());
}

EntityId feature_of(EntityStore& store, Location location) {
  if (location.feature) return location.feature;
  FeatureOfInterest feature;
  feature.name = location.name;
  feature.description = location.description;
  feature.encoding_type = location.encoding_type;
  feature.feature_json = location.location_json;
  location.feature = store.put(feature);
  store.put(location);
  return location.feature;
}

}  // namespace

Result<EntityId> default_feature(EntityStore& store, StreamId stream) {
  auto datastream = store.datastream(stream);
  if (!datastream) return not_found({"没有这个 Datastream", "there is no such Datastream"});
  auto location = last_location(store, datastream->thing);
  if (!location) {
    if (datastream->feature) return EntityId{};
    return invalid({"没有 FeatureOfInterest，而且这个 Thing 没有 Location",
                    "there is no FeatureOfInterest, and the Thing has no Location"});
  }
  const auto feature = feature_of(store, std::move(*location));
  if (datastream->feature == feature) return EntityId{};
  if (datastream->feature) return feature;
  datastream->feature = feature;
  store.put(*datastream);
  return EntityId{};
}

bool needs_default_feature(EntityStore& store, StreamId stream) {
  const auto datastream = store.datastream(stream);
  if (!datastream || !datastream->feature) return true;
  const auto location = last_location(store, datastream->thing);
  return location && location->feature != datastream->feature;
}

}  // namespace cunkou::sensorthings
