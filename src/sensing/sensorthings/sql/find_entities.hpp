#pragma once
// Translates SensorThings queries to SQL: visibility, navigation, $filter and $orderby become one statement
// with bound values.

#include "base/result.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace soci {
class session;
}

namespace cunkou::sensorthings {

// Refuses an unknown property (invalid), and what the database cannot evaluate (unsupported).
Result<Found> find_entities(soci::session&, const Selection&);

}  // namespace cunkou::sensorthings
