#pragma once
// SensorThings' queries as SQL: what a viewer sees, navigation, $filter and $orderby become one statement
// with bound values; no text of a request ever stands in it.

#include <soci/soci.h>

#include <cstdint>
#include <unordered_set>

#include "base/result.hpp"
#include "things/selection.hpp"

namespace cunkou::sql {

// Refuses a property that the set does not have (invalid), and what the database cannot answer (unsupported).
Result<things::Found> find_things(soci::session&, const things::Selection&);

std::unordered_set<std::int64_t> seen_things(soci::session&, const things::Viewer&);
bool sees_thing(soci::session&, const things::Viewer&, things::EntitySet, std::int64_t id);

}  // namespace cunkou::sql
