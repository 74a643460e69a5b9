#pragma once
// Authorization: may() alone decides who may do what. A role applies to a subtree of places or to one
// household. A refusal is final: nothing after may() grants what it denied (docs/decisions/0006-rights.md).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::access {

enum class Role { operator_, county, town, village, technician, farmer, family, worker };
std::string_view name(Role);  // "operator", "county" …
std::optional<Role> parse_role(std::string_view);
bool is_household_role(Role);  // farmer, family, worker; other roles apply to places

// Required by a route or an action: access/permission.hpp.
enum class Permission : unsigned char;
std::string_view name(Permission);

struct Scope {             // Location of a subject: the path of its place, and its household if it has one.
  std::string place_path;  // "/1/4/9/"; empty: no place
  HouseholdId household;
};

struct Grant {  // a role that a person has
  RoleId id;
  Role role = Role::family;
  PlaceId place;           // of a place role
  std::string place_path;  // of `place`
  HouseholdId household;   // of a household role
};

struct Identity {
  PersonId person;  // 0: not signed in
  SessionId session;
  DeviceId device;       // authenticated by a device's token
  bool program = false;  // the operator's command line, authenticated by the running server's token
  std::vector<Grant> grants;
  std::string language = "zh";
};

bool may(const Identity&, Permission, const Scope&);
// Whether the permission is granted in any scope: for menus, and for lists that are filtered afterwards.
bool may_somewhere(const Identity&, Permission);
// A scope in which the permission is granted; of several the first, and one without a place if there is none.
// For a form without its place: the handler then refuses it by the field.
Scope some_scope(const Identity&, Permission);
// Whether the identity may invite to `role` in that scope.
bool may_invite_to(const Identity&, Role role, const Scope&);

}  // namespace cunkou::access
