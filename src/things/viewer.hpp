#pragma once
// What somebody sees of things, in the words of selection.hpp; the same answer as people::may(…, see, …)
// gives one by one.

#include "people/may.hpp"
#include "things/selection.hpp"

namespace cunkou::things {

// A device sees nothing by itself: its Thing is set by whoever knows the registry.
Viewer viewer_of(const people::Identity&);

}  // namespace cunkou::things
