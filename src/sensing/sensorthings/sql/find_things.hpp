#pragma once
// SensorThings' queries as SQL: what a viewer sees, navigation, $filter and $orderby become one statement
// with bound values; no text of a request ever stands in it.

#include <soci/soci.h>

#include <cstdint>
#include <unordered_set>

#include "base/result.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace cunkou::sensorthings {

// Refuses a property that the set does not have (invalid), and what the database cannot answer (unsupported).
Result<sensorthings::Found> find_things(soci::session&, const sensorthings::Selection&);

bool sees_thing(soci::session&, const sensorthings::Viewer&, sensorthings::EntitySet, std::int64_t id);

}  // namespace cunkou::sensorthings
