#pragma once
// Visibility of Things as a set; gives the same answer as access::may(…, see, …) for each Thing.

#include "access/may.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace cunkou::sensorthings {

// A device has no visible Thing yet: the caller sets it from the registry.
Viewer viewer_of(const access::Identity&);

}  // namespace cunkou::sensorthings
