#include "sensing/sensorthings/sensorthings_json.hpp"

#include <boost/json.hpp>

#include "base/json_values.hpp"
#include "sensing/sensorthings/entity_tables.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;

json::value value_of(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error ? json::value(nullptr) : value;
}

json::object& unit_of(json::object& out) {
  auto& unit = out["unitOfMeasurement"];
  return unit.is_object() ? unit.as_object() : unit.emplace_object();
}

void add_member(json::object& out, Form form, std::string_view name, const std::string& text) {
  switch (form) {
    case Form::text:
    case Form::required_text:
      out[name] = text;
      break;
    case Form::unit_text:
      unit_of(out)[name] = text_or_null(text);
      break;
    case Form::optional_object:
      if (!text.empty()) out[name] = value_of(text);
      break;
    case Form::required_object:
    case Form::any:
      out[name] = value_of(text);
      break;
    case Form::properties:  // properties_of() adds them last
    case Form::hidden:
    case Form::required_time:
    case Form::link:
      break;
  }
}
void add_member(json::object& out, Form form, std::string_view name, Instant time) {
  if (form == Form::required_time) out[name] = to_iso(time);
}
template <class Hidden>
void add_member(json::object&, Form, std::string_view, const Hidden&) {}

template <class Entity>
json::object members_of(const Entity& entity) {
  json::object out;
  for_each_column(table_of(entity), [&](const auto& column) {
    add_member(out, column.form, column.member, entity.*column.field);
  });
  return out;
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

template <class Entity>
json::object properties_of(const Entity& entity) {
  auto out = members_of(entity);
  if constexpr (requires { entity.properties_json; }) add_properties(out, entity.properties_json);
  return out;
}

template json::object properties_of(const Thing&);
template json::object properties_of(const Location&);
template json::object properties_of(const HistoricalLocation&);
template json::object properties_of(const Sensor&);
template json::object properties_of(const ObservedProperty&);
template json::object properties_of(const FeatureOfInterest&);

json::object properties_of(const Datastream& datastream,
                           const std::optional<series::TimeRange>& phenomenon_time) {
  auto out = members_of(datastream);
  if (phenomenon_time) out["phenomenonTime"] = time_text(phenomenon_time->from, phenomenon_time->to);
  add_properties(out, datastream.properties_json);
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
