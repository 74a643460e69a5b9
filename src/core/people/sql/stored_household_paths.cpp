#include "core/people/sql/stored_household_paths.hpp"

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {

std::vector<std::string> StoredHouseholdPaths::household_paths(sql::Transaction& t,
                                                               const access::Identity& who) const {
  std::vector<std::string> paths;
  for (const auto& grant : who.grants)
    if (const auto household = people_store(t).household(grant.household))
      if (const auto place = places::place_store(t).by_id(household->place)) paths.push_back(place->path);
  return paths;
}

}  // namespace cunkou::people
