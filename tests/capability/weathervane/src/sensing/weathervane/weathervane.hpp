#pragma once
// A weathervane of a place, and the direction that the wind comes from.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::weathervane {

using WeathervaneId = Id<struct WeathervaneTag>;

struct Weathervane {
  WeathervaneId id;
  PlaceId place;
  std::string name;
  double from_degrees = 0;  // 0 north, 90 east; in [0, 360)
};

class WeathervaneStore {
 public:
  virtual ~WeathervaneStore() = default;
  virtual WeathervaneId put(const Weathervane&) = 0;  // upsert by place and name
  virtual std::optional<Weathervane> get(WeathervaneId) = 0;
  virtual std::vector<Weathervane> all() = 0;
};

WeathervaneStore& weathervane_store(sql::Transaction&);

}  // namespace cunkou::weathervane
