#include "things/viewer.hpp"

namespace cunkou::things {

Viewer viewer_of(const people::Identity& who) {
  Viewer viewer;
  if (!who.person && !who.program) return viewer;
  viewer.person = who.person;
  for (const auto& grant : who.grants) {
    if (people::is_household_role(grant.role)) {
      if (grant.household) viewer.households.push_back(grant.household);
    } else if (grant.role == people::Role::operator_ && !grant.place) {
      viewer.everything = true;
    } else if (!grant.place_path.empty()) {
      viewer.place_paths.push_back(grant.place_path);
    }
  }
  return viewer;
}

}  // namespace cunkou::things
