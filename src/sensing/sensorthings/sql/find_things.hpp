#pragma once
// Translates SensorThings queries to SQL: visibility, navigation, $filter and $orderby become one statement
// with bound values. No text of a request is part of the statement.

#include <soci/soci.h>

#include <cstdint>
#include <unordered_set>

#include "base/result.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace cunkou::sensorthings {

// Refuses an unknown property (invalid), and what the database cannot evaluate (unsupported).
Result<sensorthings::Found> find_things(soci::session&, const sensorthings::Selection&);

bool sees_thing(soci::session&, const sensorthings::Viewer&, sensorthings::EntitySet, std::int64_t id);

}  // namespace cunkou::sensorthings
