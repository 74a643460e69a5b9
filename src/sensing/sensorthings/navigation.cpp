#include "sensing/sensorthings/navigation.hpp"

#include <algorithm>
#include <array>

#include "base/percent.hpp"
#include "base/text.hpp"

namespace cunkou::sensorthings {
namespace {

using enum EntitySet;

constexpr Link of_thing[] = {{"Locations", locations, true},
                             {"HistoricalLocations", historical_locations, true},
                             {"Datastreams", datastreams, true}};
constexpr Link of_location[] = {{"Things", EntitySet::things, true},
                                {"HistoricalLocations", historical_locations, true}};
constexpr Link of_historical_location[] = {{"Thing", EntitySet::things, false},
                                           {"Locations", locations, true}};
constexpr Link of_datastream[] = {{"Thing", EntitySet::things, false},
                                  {"Sensor", sensors, false},
                                  {"ObservedProperty", observed_properties, false},
                                  {"Observations", observations, true}};
constexpr Link of_sensor[] = {{"Datastreams", datastreams, true}};
constexpr Link of_observed_property[] = {{"Datastreams", datastreams, true}};
constexpr Link of_observation[] = {{"Datastream", datastreams, false},
                                   {"FeatureOfInterest", features_of_interest, false}};
constexpr Link of_feature[] = {{"Observations", observations, true}};

Error nowhere(std::string_view step) {
  return not_found(format_label("没有 {}", "there is no {}", excerpt(step)));
}

bool is_property_name(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c != '(' && c != ')' && c != '$' && c != '\''; });
}

struct PathReader {
  ResourcePath path;
  bool started = false;

  Result<void> enter(EntitySet set, bool many, std::string name, std::optional<std::int64_t> id) {
    path.steps.push_back({std::move(name), id});
    path.set = set;
    path.many = many && !id;
    started = true;
    return {};
  }

  Result<void> take(const std::string& part) {
    if (path.ref || path.value) return nowhere(part);
    if (part == "$ref") return take_ref(part);
    if (part == "$value") {
      if (path.property.empty()) return nowhere(part);
      path.value = true;
      return {};
    }
    const auto open = part.find('(');
    std::optional<std::int64_t> id;
    if (open != part.npos) {
      if (part.back() != ')') return nowhere(part);
      id = parse_number<std::int64_t>(std::string_view(part).substr(open + 1, part.size() - open - 2));
      if (!id || *id <= 0) return nowhere(part);
    }
    return step(part, part.substr(0, open), id);
  }

  Result<void> take_ref(const std::string& part) {
    if (!started || !path.property.empty()) return nowhere(part);
    path.ref = true;
    return {};
  }

  Result<void> step(const std::string& part, const std::string& name, std::optional<std::int64_t> id) {
    if (!started) {
      auto set = set_named(name);
      return set ? enter(*set, true, name, id) : nowhere(part);
    }
    if (path.many) return nowhere(part);
    if (path.property.empty()) {
      if (auto to = link(path.set, name)) {
        if (id && !to->many) return nowhere(part);
        return enter(to->target, to->many, name, id);
      }
    }
    if (id || !is_property_name(part)) return nowhere(part);
    path.property.push_back(part);
    return {};
  }
};

}  // namespace

std::span<const Link> links(EntitySet set) {
  switch (set) {
    case EntitySet::things:
      return of_thing;
    case locations:
      return of_location;
    case historical_locations:
      return of_historical_location;
    case datastreams:
      return of_datastream;
    case sensors:
      return of_sensor;
    case observed_properties:
      return of_observed_property;
    case observations:
      return of_observation;
    case features_of_interest:
      return of_feature;
  }
  return {};
}

std::optional<Link> link(EntitySet set, std::string_view name) {
  for (const auto& to : links(set)) {
    if (to.name == name) return to;
  }
  return {};
}

std::optional<EntitySet> set_named(std::string_view name) {
  for (auto set : all_sets) {
    if (set_name(set) == name) return set;
  }
  return {};
}

Result<ResourcePath> parse_resource_path(std::string_view text) {
  PathReader reader;
  while (!text.empty()) {
    const auto slash = text.find('/');
    const auto part = percent_decode_leniently(text.substr(0, slash));
    text = slash == text.npos ? std::string_view() : text.substr(slash + 1);
    if (part.empty()) {
      if (!reader.started || text.empty()) continue;
      return nowhere("/");
    }
    if (!is_utf8(part)) return nowhere(part);
    if (auto taken = reader.take(part); !taken) return taken.error();
  }
  return std::move(reader.path);
}

}  // namespace cunkou::sensorthings
