#include "sensing/sensorthings/viewer.hpp"

namespace cunkou::sensorthings {

Viewer viewer_of(const access::Identity& who) {
  Viewer viewer;
  if (!who.person && !who.program) return viewer;
  viewer.person = who.person;
  for (const auto& grant : who.grants) {
    if (access::is_household_role(grant.role)) {
      if (grant.household) viewer.households.push_back(grant.household);
    } else if (grant.role == access::Role::operator_ && !grant.place) {
      viewer.everything = true;
    } else if (!grant.place_path.empty()) {
      viewer.place_paths.push_back(grant.place_path);
    }
  }
  return viewer;
}

}  // namespace cunkou::sensorthings
