#pragma once
// things::ThingStore in the tables of SensorThings and devices.

#include "sql/database.hpp"
#include "things/thing_store.hpp"

namespace cunkou::sql {

things::ThingStore& thing_store(Transaction&);

}  // namespace cunkou::sql
