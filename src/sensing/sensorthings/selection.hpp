#pragma once
// A query for entities of one set: visibility, origin of the navigation, filter, order and page.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "sensing/sensorthings/entity.hpp"
#include "sensing/sensorthings/odata_query.hpp"

namespace cunkou::sensorthings {

// The entities that a viewer may see: the Things of the places and households, or the one Thing of a device.
// Sensors, Locations and features are visible with the Things that use them (or, for Locations, used them). A
// Location or feature that no Thing uses is visible to its creator, such a Sensor to all. ObservedProperties
// are visible to all.
struct Viewer {
  bool everything = false;
  PersonId person;
  std::vector<std::string> place_paths;
  std::vector<HouseholdId> households;
  ThingId thing;
};

struct From {  // Datastreams(5)/Observations: set datastreams, id 5
  EntitySet set = EntitySet::things;
  std::int64_t id = 0;
};

struct Selection {
  EntitySet set = EntitySet::things;
  Viewer viewer;
  std::optional<From> from;
  std::shared_ptr<const Expression> filter;
  std::vector<Order> order;  // ties are ordered by id
  std::size_t skip = 0;
  std::size_t top = 0;
  bool count = false;
  Instant now;  // for now()
};

struct Found {
  std::vector<std::int64_t> ids;
  std::optional<std::int64_t> count;  // of all matches, if requested
  bool more = false;                  // there are matches beyond skip + top
};

}  // namespace cunkou::sensorthings
