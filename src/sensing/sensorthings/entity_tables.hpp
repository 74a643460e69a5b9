#pragma once
// The columns of each entity, listed once: the statements of sql/, the JSON members that a client reads and
// writes (18-088, data model), and the properties of $filter and $orderby all derive from these lists.
// Observations are in sensing/series; their extra members have a table here.

#include <string_view>
#include <tuple>
#include <type_traits>

#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

// How the JSON of an entity shows a column.
enum class Form {
  hidden,  // not at all
  text,
  required_text,    // refused when empty
  unit_text,        // a member of unitOfMeasurement; null when empty
  required_object,  // needed to create the entity
  optional_object,  // absent when empty; not in $filter
  any,              // any JSON value
  properties,       // an object; absent without members
  required_time,    // needed to create the entity
  link,             // the id of the one entity of `target`, needed to create the entity
};

template <class Entity, class V>
struct Column {
  using Value = V;
  constexpr Column(std::string_view name, V Entity::*to, Form shown_as = Form::hidden,
                   std::string_view called = {})
      : column(name), field(to), form(shown_as), member(called) {}
  constexpr Column(std::string_view name, V Entity::*to, EntitySet linked)
      : column(name), field(to), form(Form::link), target(linked) {}

  std::string_view column;  // in the database
  V Entity::*field;
  Form form;
  std::string_view member{};  // in JSON
  EntitySet target{};
};

template <class Entity, class... Columns>
struct Table {
  using Row = Entity;
  std::string_view name;
  std::tuple<Columns...> columns;  // all but the id
};

template <class Entity, class... Columns>
constexpr Table<Entity, Columns...> make_table(std::string_view name, Columns... columns) {
  return {name, {columns...}};
}

inline constexpr auto thing_table = make_table<Thing>(
    "things", Column("name", &Thing::name, Form::required_text, "name"),
    Column("description", &Thing::description, Form::text, "description"),
    Column("properties_json", &Thing::properties_json, Form::properties, "properties"),
    Column("kind", &Thing::kind), Column("place", &Thing::place), Column("household", &Thing::household));

inline constexpr auto location_table = make_table<Location>(
    "locations", Column("name", &Location::name, Form::required_text, "name"),
    Column("description", &Location::description, Form::text, "description"),
    Column("encoding_type", &Location::encoding_type, Form::text, "encodingType"),
    Column("location_json", &Location::location_json, Form::required_object, "location"),
    Column("properties_json", &Location::properties_json, Form::properties, "properties"),
    Column("feature", &Location::feature));

inline constexpr auto historical_location_table = make_table<HistoricalLocation>(
    "historical_locations", Column("thing", &HistoricalLocation::thing, EntitySet::things),
    Column("time", &HistoricalLocation::time, Form::required_time, "time"));

inline constexpr auto datastream_table = make_table<Datastream>(
    "datastreams", Column("name", &Datastream::name, Form::required_text, "name"),
    Column("description", &Datastream::description, Form::text, "description"),
    Column("observation_type", &Datastream::observation_type, Form::text, "observationType"),
    Column("unit_name", &Datastream::unit_name, Form::unit_text, "name"),
    Column("unit", &Datastream::unit, Form::unit_text, "symbol"),
    Column("unit_definition", &Datastream::unit_definition, Form::unit_text, "definition"),
    Column("observed_area_json", &Datastream::observed_area_json, Form::optional_object, "observedArea"),
    Column("properties_json", &Datastream::properties_json, Form::properties, "properties"),
    Column("thing", &Datastream::thing, EntitySet::things),
    Column("sensor", &Datastream::sensor, EntitySet::sensors),
    Column("observed_property", &Datastream::observed_property, EntitySet::observed_properties),
    Column("feature", &Datastream::feature), Column("device", &Datastream::device),
    Column("stream", &Datastream::stream), Column("quantity", &Datastream::quantity),
    Column("min", &Datastream::min), Column("max", &Datastream::max),
    Column("resolution", &Datastream::resolution), Column("number_only", &Datastream::number_only));

inline constexpr auto sensor_table =
    make_table<Sensor>("sensors", Column("name", &Sensor::name, Form::required_text, "name"),
                       Column("description", &Sensor::description, Form::text, "description"),
                       Column("encoding_type", &Sensor::encoding_type, Form::text, "encodingType"),
                       Column("metadata_json", &Sensor::metadata_json, Form::any, "metadata"),
                       Column("properties_json", &Sensor::properties_json, Form::properties, "properties"));

inline constexpr auto observed_property_table = make_table<ObservedProperty>(
    "observed_properties", Column("name", &ObservedProperty::name, Form::required_text, "name"),
    Column("definition", &ObservedProperty::definition, Form::text, "definition"),
    Column("description", &ObservedProperty::description, Form::text, "description"),
    Column("properties_json", &ObservedProperty::properties_json, Form::properties, "properties"));

inline constexpr auto feature_table = make_table<FeatureOfInterest>(
    "features", Column("name", &FeatureOfInterest::name, Form::required_text, "name"),
    Column("description", &FeatureOfInterest::description, Form::text, "description"),
    Column("encoding_type", &FeatureOfInterest::encoding_type, Form::text, "encodingType"),
    Column("feature_json", &FeatureOfInterest::feature_json, Form::required_object, "feature"),
    Column("properties_json", &FeatureOfInterest::properties_json, Form::properties, "properties"));

inline constexpr auto observation_extra_table = make_table<ObservationExtra>(
    "observation_extras", Column("datastream", &ObservationExtra::stream),
    Column("time", &ObservationExtra::time), Column("time_end", &ObservationExtra::time_end),
    Column("result_time", &ObservationExtra::result_time), Column("feature", &ObservationExtra::feature),
    Column("result_quality_json", &ObservationExtra::result_quality_json),
    Column("valid_time", &ObservationExtra::valid_time),
    Column("parameters_json", &ObservationExtra::parameters_json));

constexpr const auto& table_of(const Thing&) { return thing_table; }
constexpr const auto& table_of(const Location&) { return location_table; }
constexpr const auto& table_of(const HistoricalLocation&) { return historical_location_table; }
constexpr const auto& table_of(const Datastream&) { return datastream_table; }
constexpr const auto& table_of(const Sensor&) { return sensor_table; }
constexpr const auto& table_of(const ObservedProperty&) { return observed_property_table; }
constexpr const auto& table_of(const FeatureOfInterest&) { return feature_table; }
constexpr const auto& table_of(const ObservationExtra&) { return observation_extra_table; }

template <class Table, class F>
constexpr void for_each_column(const Table& table, F&& f) {
  std::apply([&](const auto&... column) { (f(column), ...); }, table.columns);
}

// For a link column; columns of other types are never links.
template <class Tag>
void set_id(Id<Tag>& field, std::int64_t id) {
  field = Id<Tag>{id};
}
template <class Other>
void set_id(Other&, std::int64_t) {}
template <class Tag>
std::int64_t id_value(const Id<Tag>& field) {
  return field.value;
}
template <class Other>
std::int64_t id_value(const Other&) {
  return 0;
}

// Calls f with the table of a set and returns its result; a default one for Observations, which have none.
template <class F>
auto with_table(EntitySet set, F&& f) {
  switch (set) {
    case EntitySet::things:
      return f(thing_table);
    case EntitySet::locations:
      return f(location_table);
    case EntitySet::historical_locations:
      return f(historical_location_table);
    case EntitySet::datastreams:
      return f(datastream_table);
    case EntitySet::sensors:
      return f(sensor_table);
    case EntitySet::observed_properties:
      return f(observed_property_table);
    case EntitySet::features_of_interest:
      return f(feature_table);
    case EntitySet::observations:
      break;
  }
  return decltype(f(thing_table)){};
}

inline std::string_view table_name(EntitySet set) {
  return with_table(set, [](const auto& table) { return table.name; });
}

// The column of `set` that holds the id of an entity of `target`; empty: there is none.
inline std::string_view link_column(EntitySet set, EntitySet target) {
  return with_table(set, [target](const auto& table) {
    std::string_view found;
    for_each_column(table, [&](const auto& column) {
      if (column.form == Form::link && column.target == target) found = column.column;
    });
    return found;
  });
}

}  // namespace cunkou::sensorthings
