#include "access/may.hpp"

#include <algorithm>
#include <array>

#include "access/permission.hpp"

namespace cunkou::access {
namespace {

using enum Role;
using enum Permission;

constexpr std::array<std::string_view, 8> role_names{"operator",   "county", "town",   "village",
                                                     "technician", "farmer", "family", "worker"};
constexpr std::string_view permission_names[]{
#define PERMISSION(name, ...) #name,
#include "access/permissions.def"
#undef PERMISSION
};

using Roles = unsigned;
constexpr Roles of(Role role) { return 1u << static_cast<unsigned>(role); }
template <class... R>
constexpr Roles of(Role first, R... rest) {
  return of(first) | of(rest...);
}
constexpr bool contains(Roles set, Role role) { return (set & of(role)) != 0; }

// The roles that have a permission within their scope.
constexpr Roles allowed(Permission permission) {
  constexpr Roles none = 0;  // decided without a role
  switch (permission) {
#define PERMISSION(name, ...) \
  case Permission::name:      \
    return __VA_ARGS__;
#include "access/permissions.def"
#undef PERMISSION
  }
  return none;
}

// The roles to which each role may invite.
constexpr Roles invites(Role role) {
  switch (role) {
    case operator_:
      return of(operator_, county, town, village, technician, farmer, family, worker);
    case county:
      return of(county, town, village, technician, farmer, family, worker);
    case town:
      return of(town, village, technician, farmer, family, worker);
    case village:
      return of(village, technician, farmer, family, worker);
    case farmer:
      return of(farmer, family, worker);
    default:
      return 0;
  }
}

bool covers(const Grant& grant, const Scope& scope) {
  if (is_household_role(grant.role)) return grant.household && grant.household == scope.household;
  if (grant.role == operator_ && !grant.place) return true;  // the operator of the whole program
  return !grant.place_path.empty() && scope.place_path.starts_with(grant.place_path);
}

// Decides the permissions that do not depend on roles; nullopt: roles decide.
std::optional<bool> decide_without_role(const Identity& who, Permission permission) {
  const bool person = who.person || who.program;
  if (permission == anyone) return true;
  if (permission == device) return static_cast<bool>(who.device);
  if (permission == person_or_device) return person || who.device;
  if (!person) return false;
  if (permission == signed_in) return true;
  return std::nullopt;
}

}  // namespace

std::string_view name(Role role) { return role_names.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view text) {
  const auto found = std::find(role_names.begin(), role_names.end(), text);
  if (found == role_names.end()) return std::nullopt;
  return static_cast<Role>(found - role_names.begin());
}

bool is_household_role(Role role) { return contains(of(farmer, family, worker), role); }

std::string_view name(Permission permission) {
  return permission_names[static_cast<std::size_t>(permission)];
}

bool may(const Identity& who, Permission permission, const Scope& scope) {
  if (const auto decided = decide_without_role(who, permission)) return *decided;
  return std::any_of(who.grants.begin(), who.grants.end(), [&](const Grant& grant) {
    return contains(allowed(permission), grant.role) && covers(grant, scope);
  });
}

bool may_somewhere(const Identity& who, Permission permission) {
  if (const auto decided = decide_without_role(who, permission)) return *decided;
  return std::any_of(who.grants.begin(), who.grants.end(),
                     [&](const Grant& grant) { return contains(allowed(permission), grant.role); });
}

Scope some_scope(const Identity& who, Permission permission) {
  for (const auto& grant : who.grants)
    if (const Scope scope{grant.place_path, grant.household}; may(who, permission, scope)) return scope;
  return {};
}

bool may_invite_to(const Identity& who, Role role, const Scope& scope) {
  if (!who.person && !who.program) return false;
  return std::any_of(who.grants.begin(), who.grants.end(), [&](const Grant& grant) {
    return contains(invites(grant.role), role) && covers(grant, scope);
  });
}

}  // namespace cunkou::access
