#pragma once
// For tests: two Things in a state database, for the contracts of stores whose rows refer to a Thing.

#include "platform/sql/testing/state_database.hpp"
#include "sensing/sensorthings/testing/put_thing.hpp"

namespace cunkou::sensorthings::testing {

template <class Engine>
struct TwoThings : sql::testing::StateDatabase<Engine> {
  ThingId thing, other_thing;

  TwoThings() {
    this->write([&](sql::Transaction& t) {
      thing = put_thing(t, "1号棚");
      other_thing = put_thing(t, "2号棚");
    });
  }
};

}  // namespace cunkou::sensorthings::testing
