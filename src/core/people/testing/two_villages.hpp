#pragma once
// For tests: a county with two villages, and a household in the first.

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people::testing {

struct TwoVillages {
  places::Place county, village, other;
  HouseholdId household;
};

inline TwoVillages two_villages(sql::Database& database) {
  TwoVillages made;
  database.write([&](sql::Transaction& t) {
    auto& places = places::place_store(t);
    const places::Coordinates site{37.45, 110.74};
    made.county = places.put({{}, "610829000000", "吴堡县(示例)", places::Level::county, {}, site, {}});
    made.village =
        places.put({{}, "610829100201", "李家河村", places::Level::village, made.county.id, {}, {}});
    made.other = places.put({{}, "610829100202", "刘家墕村", places::Level::village, made.county.id, {}, {}});
    Household home;
    home.name = "大棚户01";
    home.place = made.village.id;
    made.household = people_store(t).put_household(home);
  });
  return made;
}

}  // namespace cunkou::people::testing
