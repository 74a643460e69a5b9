#pragma once
// Manifest of the capability people: routes, timers and metrics.

#include "core/people/household_listener.hpp"
#include "core/people/sessions.hpp"
#include "core/places/place_user.hpp"
#include "core/places/thing_counts.hpp"
#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"

namespace cunkou::people {

struct Parts {  // each outlives the manifest and is thread-safe
  Sessions& sessions;
  const places::ThingCounts& things;
  HouseholdListener& listener;
  const places::PlaceUsers& users;
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::people
