#pragma once
// Persistence interface for the entities that describe Observations: Sensors, ObservedProperties and
// FeaturesOfInterest. See entity_store.hpp for what all stores share.

#include <optional>
#include <string_view>

#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

class DescriptionStore {
 public:
  virtual ~DescriptionStore() = default;
  virtual std::optional<Sensor> sensor(EntityId) = 0;
  virtual std::optional<EntityId> sensor_named(std::string_view) = 0;
  virtual EntityId put(const Sensor&) = 0;

  virtual std::optional<ObservedProperty> observed_property(EntityId) = 0;
  virtual std::optional<EntityId> observed_property_named(std::string_view) = 0;
  virtual EntityId put(const ObservedProperty&) = 0;

  virtual std::optional<FeatureOfInterest> feature(EntityId) = 0;
  virtual EntityId put(const FeatureOfInterest&) = 0;
};

}  // namespace cunkou::sensorthings
