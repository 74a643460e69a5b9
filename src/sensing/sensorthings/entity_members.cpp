#include "sensing/sensorthings/entity_members.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "base/limits.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;
using json::object;

Error wrong(std::string_view name, std::string_view zh, std::string_view en) {
  return invalid(format_label("{0} 要写成{1}", "{0} must be {2}", name, zh, en));
}

class Members {
 public:
  explicit Members(const object& from) : from_(from) {}

  Members& text(const char* name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    if (value->is_string())
      keep(name, std::string(value->as_string()), into);
    else
      fine_ = wrong(name, "文字", "a text");
    return *this;
  }
  Members& text_or_null(const char* name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (value && value->is_null()) return into.clear(), *this;
    return text(name, into);
  }
  Members& object_json(const char* name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    if (value->is_object())
      keep(name, json_text(*value), into);
    else
      fine_ = wrong(name, "对象", "an object");
    return *this;
  }
  Members& any_json(const char* name, std::string& into) {
    if (const auto* value = from_.if_contains(name)) keep(name, json_text(*value), into);
    return *this;
  }
  Members& time(const char* name, Instant& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    auto at = value->is_string() ? parse_instant(std::string_view(value->as_string()))
                                 : Result<Instant>(wrong(name, "时间", "a time"));
    if (at)
      into = *at;
    else
      fine_ = at.error();
    return *this;
  }
  // A required member.
  Members& needed(const char* name, const std::string& value) {
    if (fine_ && value.empty()) fine_ = invalid(format_label("缺少 {}", "{} is missing", name));
    return *this;
  }
  Result<void> done() const { return fine_; }

 private:
  void keep(const char* name, std::string text, std::string& into) {
    if (text.size() > limits::entity_member_bytes)
      fine_ = Error{Code::too_large, format_label("{} 太长", "{} is too long", name)};
    else
      into = std::move(text);
  }

  const object& from_;
  Result<void> fine_{};
};

}  // namespace

Result<void> read_members(const object& from, Thing& thing) {
  return Members(from)
      .text("name", thing.name)
      .text("description", thing.description)
      .object_json("properties", thing.properties_json)
      .needed("name", thing.name)
      .done();
}

Result<void> read_members(const object& from, Location& location) {
  if (!from.contains("location") && !location.id) return invalid({"缺少 location", "location is missing"});
  return Members(from)
      .text("name", location.name)
      .text("description", location.description)
      .text("encodingType", location.encoding_type)
      .object_json("location", location.location_json)
      .object_json("properties", location.properties_json)
      .needed("name", location.name)
      .done();
}

Result<void> read_members(const object& from, HistoricalLocation& was) {
  if (!from.contains("time") && !was.id) return invalid({"缺少 time", "time is missing"});
  return Members(from).time("time", was.time).done();
}

Result<void> read_members(const object& from, Datastream& d) {
  Members members(from);
  members.text("name", d.name)
      .text("description", d.description)
      .text("observationType", d.observation_type)
      .object_json("observedArea", d.observed_area_json)
      .object_json("properties", d.properties_json)
      .needed("name", d.name);
  CUNKOU_TRY(members.done());
  const auto* unit = from.if_contains("unitOfMeasurement");
  if (!unit) return {};
  if (!unit->is_object()) return wrong("unitOfMeasurement", "对象", "an object");
  return Members(unit->as_object())
      .text_or_null("name", d.unit_name)
      .text_or_null("symbol", d.unit)
      .text_or_null("definition", d.unit_definition)
      .done();
}

Result<void> read_members(const object& from, Sensor& sensor) {
  return Members(from)
      .text("name", sensor.name)
      .text("description", sensor.description)
      .text("encodingType", sensor.encoding_type)
      .any_json("metadata", sensor.metadata_json)
      .object_json("properties", sensor.properties_json)
      .needed("name", sensor.name)
      .done();
}

Result<void> read_members(const object& from, ObservedProperty& property) {
  return Members(from)
      .text("name", property.name)
      .text("definition", property.definition)
      .text("description", property.description)
      .object_json("properties", property.properties_json)
      .needed("name", property.name)
      .done();
}

Result<void> read_members(const object& from, FeatureOfInterest& feature) {
  if (!from.contains("feature") && !feature.id) return invalid({"缺少 feature", "feature is missing"});
  return Members(from)
      .text("name", feature.name)
      .text("description", feature.description)
      .text("encodingType", feature.encoding_type)
      .object_json("feature", feature.feature_json)
      .object_json("properties", feature.properties_json)
      .needed("name", feature.name)
      .done();
}

}  // namespace cunkou::sensorthings
