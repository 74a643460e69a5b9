#pragma once
// places::PlaceStore in the table `places`.

#include "places/place_store.hpp"
#include "sql/database.hpp"

namespace cunkou::sql {

places::PlaceStore& place_store(Transaction&);

}  // namespace cunkou::sql
