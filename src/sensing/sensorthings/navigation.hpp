#pragma once
// Relations between entities (18-088, figure 2), and resource paths of SensorThings URLs.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::sensorthings {

struct Link {
  std::string_view name;  // "Datastreams", "Thing"
  EntitySet target;
  bool many;
};

std::span<const Link> links(EntitySet);
std::optional<Link> link(EntitySet, std::string_view name);
std::optional<EntitySet> set_named(std::string_view name);  // "Things"

struct ResourcePath {
  struct Step {
    std::string name;                // of a set or a link
    std::optional<std::int64_t> id;  // Things(1)
  };
  std::vector<Step> steps;            // empty: the service root
  EntitySet set = EntitySet::things;  // of the addressed entities
  bool many = true;                   // a set, not one entity
  std::vector<std::string> property;  // "properties", "crop": a property of the entity
  bool value = false;                 // …/name/$value
  bool ref = false;                   // …/$ref
};

// Parses "Datastreams(1)/Observations/$ref", percent-encoded, with or without a leading slash. Refuses an
// unknown path as not_found, as the standard requires.
Result<ResourcePath> parse_resource_path(std::string_view);

}  // namespace cunkou::sensorthings
