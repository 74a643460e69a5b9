#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

std::string_view set_name(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return "Things";
    case EntitySet::locations:
      return "Locations";
    case EntitySet::historical_locations:
      return "HistoricalLocations";
    case EntitySet::datastreams:
      return "Datastreams";
    case EntitySet::sensors:
      return "Sensors";
    case EntitySet::observed_properties:
      return "ObservedProperties";
    case EntitySet::observations:
      return "Observations";
    case EntitySet::features_of_interest:
      return "FeaturesOfInterest";
  }
  return "";
}

std::string_view entity_name(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return "Thing";
    case EntitySet::locations:
      return "Location";
    case EntitySet::historical_locations:
      return "HistoricalLocation";
    case EntitySet::datastreams:
      return "Datastream";
    case EntitySet::sensors:
      return "Sensor";
    case EntitySet::observed_properties:
      return "ObservedProperty";
    case EntitySet::observations:
      return "Observation";
    case EntitySet::features_of_interest:
      return "FeatureOfInterest";
  }
  return "";
}

}  // namespace cunkou::sensorthings
