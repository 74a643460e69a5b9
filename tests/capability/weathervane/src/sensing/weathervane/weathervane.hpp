#pragma once
// A weathervane by its name, and the direction that the wind comes from.

#include <string>
#include <vector>

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::weathervane {

struct Weathervane {
  std::string name;
  double from_degrees = 0;  // 0 north, 90 east; in [0, 360)
};

class WeathervaneStore {
 public:
  virtual ~WeathervaneStore() = default;
  virtual void put(const Weathervane&) = 0;  // upsert by name
  virtual std::vector<Weathervane> all() = 0;
};

WeathervaneStore& weathervane_store(sql::Transaction&);

}  // namespace cunkou::weathervane
