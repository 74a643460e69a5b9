#pragma once
// The condition of a statement that a viewer may see a row (Viewer in selection.hpp).

#include <cstdint>
#include <string>
#include <unordered_set>

#include "platform/sql/bound_sql.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace cunkou::sensorthings {

// For the row of `set` with the alias `row`.
sql::BoundSql is_visible(const Viewer&, EntitySet set, const std::string& row);

std::unordered_set<ThingId> visible_things(soci::session&, const Viewer&);

bool is_visible_to(soci::session&, const Viewer&, EntitySet, std::int64_t id);

}  // namespace cunkou::sensorthings
