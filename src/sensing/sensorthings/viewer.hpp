#pragma once
// Visibility of Things as a set; gives the same answer as access::may(…, see, …) for each Thing.

#include <cstdint>
#include <unordered_set>

#include "access/may.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace soci {
class session;
}

namespace cunkou::sensorthings {

// A device has no visible Thing yet: the caller sets it from the registry.
Viewer viewer_of(const access::Identity&);

// Ids of the visible Things, for lists of other tables.
std::unordered_set<std::int64_t> visible_things(soci::session&, const Viewer&);

}  // namespace cunkou::sensorthings
