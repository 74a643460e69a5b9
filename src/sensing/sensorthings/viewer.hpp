#pragma once
// What somebody sees of things, in the words of selection.hpp; the same answer as people::may(…, see, …)
// gives one by one.

#include <cstdint>
#include <unordered_set>

#include "access/may.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace soci {
class session;
}

namespace cunkou::sensorthings {

// A device sees nothing by itself: its Thing is set by whoever knows the registry.
Viewer viewer_of(const access::Identity&);

// Ids of the Things that the viewer may see, for other tables' lists.
std::unordered_set<std::int64_t> seen_things(soci::session&, const Viewer&);

}  // namespace cunkou::sensorthings
