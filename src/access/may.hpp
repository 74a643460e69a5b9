#pragma once
// The one function that decides who may do what. A role holds on a subtree of places or on one household.
// Once refused stays refused: nothing after may() grants what it denied (docs/decisions/0006-rights.md).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace cunkou::access {

enum class Role { operator_, county, town, village, technician, farmer, family, worker };
std::string_view name(Role);  // "operator", "county" …
std::optional<Role> parse_role(std::string_view);
bool is_household_role(Role);  // farmer, family, worker; the others hold on places

// What a route or verb needs. Kept few; a route names exactly one.
enum class Permission {
  anyone,          // no sign-in: health, sign-in itself, an invitation's page
  signed_in,       // a person; what it sees is filtered by its roles
  somebody,        // a person or a device; what it sees, and may change, is looked at in every query
  see,             // readings, alarms, devices of a thing or place: every role in scope
  command,         // open a vent: farmer, family, worker, technician, village; operator not
  acknowledge,     // an alarm: farmer, family, worker, technician, village
  set_thresholds,  // rules, planting, names: farmer, family, technician
  share,           // invite to a household, end a household role: farmer; village cadre in its place
  invite,          // invite to a place role: operator, county, town, village: their own level or below
  see_people,      // names and masked phones of a place: operator, county, town, village
  add_devices,  // register, renew, revoke devices, import files: farmer (own household), technician, village,
                // town, county, operator
  remove,       // delete a greenhouse or device: farmer, village, operator
  edit_places,  // operator, county
  set_channels,  // webhooks of a place: village, town, county, operator
  operate,       // backups, metrics, settings: operator
  device,        // a device's token: writes and reads its own streams
};
std::string_view name(Permission);

struct Scope {  // where something stands: its place with all its ancestors, and the household it belongs to,
                // if any
  std::string place_path;  // "/1/4/9/"; empty: no place
  HouseholdId household;
};

struct Grant {  // a role somebody holds
  RoleId id;
  Role role = Role::family;
  PlaceId place;           // for place roles
  std::string place_path;  // of that place
  HouseholdId household;   // for household roles
};

struct Identity {
  PersonId person;  // 0: nobody
  SessionId session;
  DeviceId device;       // signed in by a device's token
  bool program = false;  // the operator's own command line, with the running server's token
  std::vector<Grant> grants;
  std::string language = "zh";
};

bool may(const Identity&, Permission, const Scope&);
// Whether anything anywhere could be allowed: for menus, and for lists that are filtered afterwards.
bool may_somewhere(const Identity&, Permission);
// The highest role one may invite others to in that scope; inviting to `role` is allowed?
bool may_invite_to(const Identity&, Role role, const Scope&);

}  // namespace cunkou::access
