#include "sensing/sensorthings/sensorthings_json.hpp"

#include <boost/json.hpp>

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;

json::value value_of(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error ? json::value(nullptr) : value;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

// Omits an empty object.
void add_properties(json::object& out, const std::string& properties_json) {
  auto value = value_of(properties_json);
  if (value.is_object() && !value.as_object().empty()) out["properties"] = std::move(value);
}

}  // namespace

std::string time_text(Instant from, const std::optional<Instant>& to) {
  return to ? to_iso(from) + "/" + to_iso(*to) : to_iso(from);
}

json::object properties_of(const Thing& thing) {
  json::object out{{"name", thing.name}, {"description", thing.description}};
  add_properties(out, thing.properties_json);
  return out;
}

json::object properties_of(const Location& location) {
  json::object out{{"name", location.name},
                   {"description", location.description},
                   {"encodingType", location.encoding_type}};
  out["location"] = value_of(location.location_json);
  add_properties(out, location.properties_json);
  return out;
}

json::object properties_of(const HistoricalLocation& was) { return {{"time", to_iso(was.time)}}; }

json::object properties_of(const Datastream& d, const std::optional<series::Range>& phenomenon_time) {
  json::object out{{"name", d.name}, {"description", d.description}, {"observationType", d.observation_type}};
  out["unitOfMeasurement"] = json::object{{"name", text_or_null(d.unit_name)},
                                          {"symbol", text_or_null(d.unit)},
                                          {"definition", text_or_null(d.unit_definition)}};
  if (!d.observed_area_json.empty()) out["observedArea"] = value_of(d.observed_area_json);
  if (phenomenon_time) out["phenomenonTime"] = time_text(phenomenon_time->from, phenomenon_time->to);
  add_properties(out, d.properties_json);
  return out;
}

json::object properties_of(const Sensor& sensor) {
  json::object out{
      {"name", sensor.name}, {"description", sensor.description}, {"encodingType", sensor.encoding_type}};
  out["metadata"] = value_of(sensor.metadata_json);
  add_properties(out, sensor.properties_json);
  return out;
}

json::object properties_of(const ObservedProperty& property) {
  json::object out{
      {"name", property.name}, {"definition", property.definition}, {"description", property.description}};
  add_properties(out, property.properties_json);
  return out;
}

json::object properties_of(const FeatureOfInterest& feature) {
  json::object out{
      {"name", feature.name}, {"description", feature.description}, {"encodingType", feature.encoding_type}};
  out["feature"] = value_of(feature.feature_json);
  add_properties(out, feature.properties_json);
  return out;
}

json::object properties_of(const Observation& o) {
  json::object out{{"phenomenonTime", time_text(o.time, o.extra.time_end)}};
  out["result"] = o.result_json.empty() ? json::value(o.number) : value_of(o.result_json);
  out["resultTime"] =
      o.extra.result_time ? json::value(json::string(to_iso(*o.extra.result_time))) : json::value(nullptr);
  if (!o.extra.result_quality_json.empty()) out["resultQuality"] = value_of(o.extra.result_quality_json);
  if (!o.extra.valid_time.empty()) out["validTime"] = o.extra.valid_time;
  if (!o.extra.parameters_json.empty()) out["parameters"] = value_of(o.extra.parameters_json);
  return out;
}

}  // namespace cunkou::sensorthings
