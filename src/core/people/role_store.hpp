#pragma once
// Persistence interface for roles that have not ended. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::people {

class RoleStore {
 public:
  virtual ~RoleStore() = default;
  virtual std::optional<HeldRole> role(RoleId) = 0;
  virtual std::vector<HeldRole> roles_of(PersonId) = 0;
  virtual std::vector<HeldRole> roles_in(HouseholdId) = 0;
  virtual std::vector<HeldRole> roles_at(PlaceId) = 0;  // on exactly that place
  virtual std::vector<HeldRole> operators() = 0;
  virtual std::vector<access::Grant> grants_of(PersonId) = 0;  // like roles_of, with place paths, for may()
  virtual RoleId add_role(const HeldRole&) = 0;                // returns the existing role if it is the same
  virtual void end_role(RoleId, Instant) = 0;
};

}  // namespace cunkou::people
