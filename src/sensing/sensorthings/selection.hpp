#pragma once
// Which entities of a set are asked for: what the viewer may see, where navigation came from, filter, order
// and page.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "sensing/sensorthings/entity.hpp"
#include "sensing/sensorthings/query.hpp"

namespace cunkou::sensorthings {

// What somebody sees: Things at or below the places, of the households, or the one a device stands for.
// Sensors, Locations and features are seen with the Things that use them or, for Locations, have used them.
// A Location or feature that no Thing uses is seen by the person who made it, a Sensor by all: a catalogue.
// Observed properties are words, and seen by all.
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
  std::vector<Order> order;  // ties, and no order at all, are settled by id
  std::size_t skip = 0;
  std::size_t top = 0;
  bool count = false;
  Instant now;  // for now()
};

struct Found {
  std::vector<std::int64_t> ids;
  std::optional<std::int64_t> count;  // of all that match, where it was asked for
  bool more = false;                  // beyond skip + top
};

}  // namespace cunkou::sensorthings
