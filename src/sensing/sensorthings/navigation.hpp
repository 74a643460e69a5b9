#pragma once
// Which entity leads to which (18-088, figure 2), and what the path of a SensorThings URL says.

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
    std::string name;                // a set's or a link's
    std::optional<std::int64_t> id;  // Things(1)
  };
  std::vector<Step> steps;            // empty: the service root
  EntitySet set = EntitySet::things;  // where the steps lead
  bool many = true;                   // to a set, not an entity
  std::vector<std::string> property;  // "properties", "crop": below an entity
  bool value = false;                 // …/name/$value
  bool ref = false;                   // …/$ref
};

// "Datastreams(1)/Observations/$ref", percent-encoded, with or without a slash before. Refuses what leads
// nowhere as not_found, as the standard asks for.
Result<ResourcePath> parse_resource_path(std::string_view);

}  // namespace cunkou::sensorthings
