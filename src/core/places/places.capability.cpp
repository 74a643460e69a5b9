#include "core/places/places.capability.hpp"

#include "core/places/http/place_routes.hpp"

namespace cunkou::places {

capability::Manifest manifest(const capability::Platform& platform, const Parts& parts) {
  return {.name = "places",
          .routes = place_routes({platform.database, platform.clock, parts.households, parts.things,
                                  parts.listener, parts.users})};
}

}  // namespace cunkou::places
