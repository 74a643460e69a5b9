#pragma once
// The seam of places to a database; implemented in sql/places_sql.cpp. Used within one transaction, by one
// thread.

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
  virtual std::optional<Place> by_code(std::string_view code) = 0;
  virtual std::vector<Place> children(PlaceId parent) = 0;  // by code; 0: the counties
  virtual std::vector<Place> subtree(
      std::string_view path) = 0;        // the place of that path and all below, by code
  virtual std::vector<Place> all() = 0;  // by code
  // id 0: inserted, and its path made from its parent's; else its name and position are replaced. Returns it
  // as stored.
  virtual Place put(Place) = 0;
  // Whether anything was ever tied to it: a place below it, a household, a role, an invitation, a Thing, a
  // channel.
  virtual bool is_used(PlaceId) = 0;
  virtual void remove(PlaceId) = 0;  // one that is not used
};

PlaceStore& place_store(sql::Transaction&);

}  // namespace cunkou::places
