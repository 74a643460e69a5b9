#pragma once
// For tests: a Thing to which rows of other capabilities refer.

#include <string>
#include <utility>

#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::sensorthings::testing {

inline ThingId put_thing(sql::Transaction& t, std::string name, std::string kind = "greenhouse",
                         PlaceId place = {}, HouseholdId household = {}) {
  Thing thing;
  thing.name = std::move(name);
  thing.kind = std::move(kind);
  thing.place = place;
  thing.household = household;
  return entity_store(t).put(thing);
}

}  // namespace cunkou::sensorthings::testing
