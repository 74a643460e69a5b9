#pragma once
// Entities of OGC SensorThings 1.1 (18-088, data model) as stored. Control information and the format of
// times belong to the serialiser (sensorthings_json.hpp), so another version of the standard needs only
// another serialiser.
//
// A member *_json is valid JSON text. A text may be empty where the standard allows null.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::sensorthings {

enum class EntitySet {
  things,
  locations,
  historical_locations,
  datastreams,
  sensors,
  observed_properties,
  observations,
  features_of_interest,
};
inline constexpr std::array all_sets{EntitySet::things,
                                     EntitySet::locations,
                                     EntitySet::historical_locations,
                                     EntitySet::datastreams,
                                     EntitySet::sensors,
                                     EntitySet::observed_properties,
                                     EntitySet::observations,
                                     EntitySet::features_of_interest};

std::string_view set_name(EntitySet);     // "ObservedProperties"
std::string_view entity_name(EntitySet);  // "ObservedProperty"

struct Thing {
  ThingId id;
  std::string name;
  std::string description;
  std::string properties_json = "{}";
  std::string kind;       // "greenhouse"; otherwise the profile name of its first device
  PlaceId place;          // 0: no place, visible to operators only
  HouseholdId household;  // 0: none
};

struct Location {
  EntityId id;
  std::string name;
  std::string description;
  std::string encoding_type = "application/geo+json";
  std::string location_json = "{}";
  std::string properties_json = "{}";
  EntityId feature;  // the FeatureOfInterest created from it, if any
};

struct HistoricalLocation {
  EntityId id;
  ThingId thing;
  Instant time;
};

struct Sensor {
  EntityId id;
  std::string name;
  std::string description;
  std::string encoding_type;
  std::string metadata_json = "\"\"";
  std::string properties_json = "{}";
};

struct ObservedProperty {
  EntityId id;
  std::string name;
  std::string definition;
  std::string description;
  std::string properties_json = "{}";
};

// A Datastream is a series: its id is the StreamId of its results in sensing/series.
struct Datastream {
  StreamId id;
  std::string name;
  std::string description;
  std::string observation_type = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement";
  std::string unit_name;
  std::string unit;  // UCUM: "Cel"
  std::string unit_definition;
  std::string properties_json = "{}";
  std::string observed_area_json;  // empty: none
  ThingId thing;
  EntityId sensor;
  EntityId observed_property;
  // Of Observations that name none; 0: created from the Thing's Location with the first Observation.
  EntityId feature;
  DeviceId device;                 // whose token writes it; 0: written by people only
  std::string stream;              // name in the device's telemetry
  std::string quantity;            // of the profile; empty: created by an open profile
  std::optional<double> min, max;  // plausible range; readings outside it are refused
  double resolution = 0;
  bool number_only = false;  // refuses results that are not numbers
};

struct FeatureOfInterest {
  EntityId id;
  std::string name;
  std::string description;
  std::string encoding_type = "application/geo+json";
  std::string feature_json = "{}";
  std::string properties_json = "{}";
};

// Members of an Observation beyond time and result; most Observations have none.
struct ObservationExtra {
  StreamId stream;
  Instant time;                     // with `stream`, identifies the Observation
  std::optional<Instant> time_end;  // set if phenomenonTime was an interval
  std::optional<Instant> result_time;
  EntityId feature;                 // 0: that of the Datastream
  std::string result_quality_json;  // empty: none
  std::string valid_time;           // an ISO 8601 interval, or empty
  std::string parameters_json;      // empty: none
  bool empty() const {
    return !time_end && !result_time && !feature && result_quality_json.empty() && valid_time.empty() &&
           parameters_json.empty();
  }
};

struct Observation {
  StreamId stream;
  Instant time;
  double number = 0;
  std::string result_json;  // empty: the result is `number`
  ObservationExtra extra;
};

}  // namespace cunkou::sensorthings
