#pragma once
// Persistence interface for Things. See entity_store.hpp for what all stores share.

#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "access/may.hpp"
#include "sensing/sensorthings/entity.hpp"
#include "sensing/sensorthings/selection.hpp"

namespace cunkou::sensorthings {

class ThingStore {
 public:
  virtual ~ThingStore() = default;
  virtual std::optional<Thing> thing(ThingId) = 0;
  virtual std::vector<Thing> things(const std::vector<ThingId>&) = 0;  // in one read, by id
  virtual ThingId put(const Thing&) = 0;
  // By place and name; kind "": every kind.
  virtual std::vector<Thing> things(const Viewer&, std::string_view kind) = 0;
  virtual std::unordered_set<ThingId> visible_things(const Viewer&) = 0;
  virtual access::Scope scope(ThingId) = 0;  // empty: no such Thing, or it has no place
};

}  // namespace cunkou::sensorthings
