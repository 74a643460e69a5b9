#pragma once
// Interface of places to a database; implemented in sql/places_sql.cpp. An instance belongs to one
// transaction and one thread.

#include <optional>
#include <string_view>
#include <vector>

#include "core/places/place.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::places {

class PlaceStore {
 public:
  virtual ~PlaceStore() = default;
  virtual std::optional<Place> by_id(PlaceId) = 0;
  virtual std::vector<Place> by_ids(const std::vector<PlaceId>&) = 0;  // in one read, by code
  virtual std::optional<Place> by_code(std::string_view code) = 0;
  virtual std::vector<Place> children(PlaceId parent) = 0;  // by code; 0: the counties
  virtual std::vector<Place> all() = 0;                     // by code
  // id 0: inserts and derives the path from the parent's; otherwise replaces name and coordinates. Returns
  // the stored place.
  virtual Place put(Place) = 0;
  virtual bool has_children(PlaceId) = 0;
  virtual void remove(PlaceId) = 0;  // only if nothing refers to it
};

PlaceStore& place_store(sql::Transaction&);

}  // namespace cunkou::places
