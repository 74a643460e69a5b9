#pragma once
// Manifest of the capability places: routes.

#include "core/places/household_paths.hpp"
#include "core/places/place_user.hpp"
#include "core/places/places_listener.hpp"
#include "core/places/thing_counts.hpp"
#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"

namespace cunkou::places {

struct Parts {  // each outlives the manifest and is thread-safe
  const HouseholdPaths& households;
  const ThingCounts& things;
  PlacesListener& listener;
  const PlaceUsers& users;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::places
