#include "access/may.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <map>
#include <random>
#include <set>

#include "access/permission.hpp"

namespace cunkou::access {
namespace {

constexpr int role_count = 8;

// The table as this test reads it: each permission with its roles.
std::set<Role> of(std::same_as<Role> auto... roles) { return {roles...}; }

const std::map<Permission, std::set<Role>>& table() {
  using enum Role;
  static const std::set<Role> none;
  static const std::map<Permission, std::set<Role>> rows{
#define PERMISSION(name, ...) {Permission::name, __VA_ARGS__},
#include "access/permissions.def"
#undef PERMISSION
  };
  return rows;
}

std::vector<Role> all_roles() {
  std::vector<Role> roles;
  for (int i = 0; i < role_count; ++i) roles.push_back(static_cast<Role>(i));
  return roles;
}

std::vector<Permission> all_permissions() {
  std::vector<Permission> permissions;
  for (const auto& [permission, roles] : table()) permissions.push_back(permission);
  return permissions;
}

bool needs_a_role(Permission p) {
  return p != Permission::anyone && p != Permission::signed_in && p != Permission::person_or_device &&
         p != Permission::device;
}

std::vector<Permission> role_permissions() {  // the permissions that require a role
  auto permissions = all_permissions();
  std::erase_if(permissions, [](auto p) { return !needs_a_role(p); });
  return permissions;
}

const Scope village{"/1/4/9/", {}};
const Scope greenhouse{"/1/4/9/", HouseholdId{7}};
const Scope elsewhere{"/1/5/", HouseholdId{8}};

Identity person(std::vector<Grant> grants = {}) {
  Identity who;
  who.person = PersonId{1};
  who.grants = std::move(grants);
  return who;
}
Grant at(Role role, std::string path) { return {RoleId{1}, role, PlaceId{9}, std::move(path), {}}; }
Grant in(Role role, std::int64_t household) { return {RoleId{1}, role, {}, {}, HouseholdId{household}}; }
Identity with(Role role) { return person({is_household_role(role) ? in(role, 7) : at(role, "/1/4/9/")}); }

// Of the permissions whose roles are written out below. A capability may add others to permissions.def.
std::string permissions_of(Role role, const Scope& scope) {
  using enum Permission;
  std::string text;
  for (auto permission : {operate, see, command, acknowledge, set_thresholds, share, invite, see_people,
                          add_devices, remove, edit_places, set_channels})
    if (may(with(role), permission, scope)) text += std::string(name(permission)) + " ";
  return text;
}

TEST(May, GrantsEachRoleItsPermissionsInScope) {
  EXPECT_EQ(permissions_of(Role::operator_, greenhouse),
            "operate see invite see_people add_devices remove edit_places set_channels ");
  EXPECT_EQ(permissions_of(Role::county, greenhouse),
            "see invite see_people add_devices edit_places set_channels ");
  EXPECT_EQ(permissions_of(Role::town, greenhouse), "see invite see_people add_devices set_channels ");
  EXPECT_EQ(permissions_of(Role::village, greenhouse),
            "see command acknowledge share invite see_people add_devices remove set_channels ");
  EXPECT_EQ(permissions_of(Role::technician, greenhouse),
            "see command acknowledge set_thresholds add_devices ");
  EXPECT_EQ(permissions_of(Role::farmer, greenhouse),
            "see command acknowledge set_thresholds share add_devices remove ");
  EXPECT_EQ(permissions_of(Role::family, greenhouse), "see command acknowledge set_thresholds ");
  EXPECT_EQ(permissions_of(Role::worker, greenhouse), "see command acknowledge ");
}

TEST(May, GrantsEachPermissionToTheRolesOfTheTable) {
  EXPECT_GE(table().size(), 16u);
  for (const auto& [permission, roles] : table())
    for (auto role : all_roles()) {
      if (!needs_a_role(permission)) continue;
      EXPECT_EQ(may(with(role), permission, greenhouse), roles.contains(role))
          << name(permission) << " " << name(role);
    }
}

TEST(May, RefusesAnAnonymousIdentity) {
  for (auto permission : all_permissions()) {
    EXPECT_EQ(may(Identity{}, permission, greenhouse), permission == Permission::anyone) << name(permission);
    EXPECT_EQ(may_somewhere(Identity{}, permission), permission == Permission::anyone) << name(permission);
  }
  auto anonymous = with(Role::operator_);
  anonymous.person = {};
  EXPECT_FALSE(may(anonymous, Permission::see, greenhouse)) << "grants without a person are worth nothing";
  EXPECT_FALSE(may_invite_to(anonymous, Role::worker, greenhouse));
}

TEST(May, GrantsADeviceNoPermissionOfPersons) {
  Identity device;
  device.device = DeviceId{3};
  for (auto permission : all_permissions())
    EXPECT_EQ(may(device, permission, greenhouse), permission == Permission::anyone ||
                                                       permission == Permission::device ||
                                                       permission == Permission::person_or_device);
  EXPECT_FALSE(may(with(Role::operator_), Permission::device, greenhouse));
}

TEST(May, RefusesARoleOutsideItsScope) {
  for (auto role : all_roles())
    for (auto permission : role_permissions())
      EXPECT_FALSE(may(with(role), permission, elsewhere)) << name(role);
  EXPECT_FALSE(may(person({at(Role::village, "/1/4/9/")}), Permission::see, {"/1/4/90/", {}}))
      << "9 is not 90";
  EXPECT_FALSE(may(person({at(Role::village, "/1/4/9/")}), Permission::see, {"/1/4/", {}}))
      << "not the town above";
}

TEST(May, RefusesARoleWithAnUnknownPlace) {
  for (auto role : all_roles())
    for (auto permission : role_permissions()) {
      const auto who = person({at(role, "")});
      EXPECT_FALSE(may(who, permission, greenhouse)) << name(role);
      EXPECT_FALSE(may(who, permission, {})) << name(role);
    }
}

TEST(May, GrantsTheGlobalOperatorScopesWithoutAPlace) {
  const auto whole = person({{RoleId{1}, Role::operator_, {}, {}, {}}});
  EXPECT_TRUE(may(whole, Permission::edit_places, {}));
  EXPECT_TRUE(may(whole, Permission::operate, elsewhere));
  EXPECT_FALSE(may(whole, Permission::command, greenhouse));
}

TEST(MayInviteTo, AllowsTheOwnLevelAndBelow) {
  EXPECT_TRUE(may_invite_to(with(Role::village), Role::village, village));
  EXPECT_FALSE(may_invite_to(with(Role::village), Role::town, village));
  EXPECT_FALSE(may_invite_to(with(Role::village), Role::village, elsewhere));
  EXPECT_TRUE(may_invite_to(with(Role::farmer), Role::worker, greenhouse));
  EXPECT_FALSE(may_invite_to(with(Role::farmer), Role::technician, greenhouse));
  for (auto role : {Role::worker, Role::family, Role::technician})
    for (auto other : all_roles()) EXPECT_FALSE(may_invite_to(with(role), other, greenhouse)) << name(role);
  for (auto other : all_roles())
    EXPECT_EQ(may_invite_to(with(Role::county), other, greenhouse), other != Role::operator_);
}

// Random identities and scopes.
class MayProperties : public ::testing::Test {
 protected:
  Grant grant() {
    const auto role = static_cast<Role>(pick(role_count));
    if (is_household_role(role)) return in(role, pick(4));
    return role == Role::operator_ && pick(2) ? Grant{RoleId{1}, role, {}, {}, {}} : at(role, path());
  }
  Identity identity() {
    Identity who;
    if (pick(8)) who.person = PersonId{1};
    if (!pick(8)) who.device = DeviceId{1};
    for (int n = pick(4); n > 0; --n) who.grants.push_back(grant());
    return who;
  }
  Scope scope() { return {path(), HouseholdId{pick(4)}}; }
  std::string path() {
    std::string text = "/";
    for (int n = pick(4); n > 0; --n) text += std::to_string(1 + pick(12)) + "/";
    return text == "/" ? "" : text;
  }
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  std::mt19937 random_{20261123};
};

TEST_F(MayProperties, FewerGrantsNeverAllowMore) {
  const auto permissions = all_permissions();
  for (int i = 0; i < 20'000; ++i) {
    const auto who = identity();
    const auto where = scope();
    const auto permission = permissions[static_cast<std::size_t>(pick(static_cast<int>(permissions.size())))];
    // may() grants nothing that may_somewhere() refuses.
    EXPECT_LE(may(who, permission, where), may_somewhere(who, permission));
    // Removing a grant never allows what was refused.
    if (!may(who, permission, where) && !who.grants.empty()) {
      auto less = who;
      less.grants.erase(less.grants.begin() + pick(static_cast<int>(less.grants.size())));
      EXPECT_FALSE(may(less, permission, where));
    }
    // Any permission in a scope implies `see` there.
    if (needs_a_role(permission)) {
      EXPECT_LE(may(who, permission, where), may(who, Permission::see, where));
    }
    // Several grants together allow what one of them allows, and no more.
    bool any = false;
    for (const auto& one : who.grants) {
      auto alone = who;
      alone.grants = {one};
      any = any || may(alone, permission, where);
    }
    if (needs_a_role(permission)) {
      EXPECT_EQ(may(who, permission, where), any);
    }
  }
}

TEST_F(MayProperties, HouseholdRolesApplyToTheirHouseholdOnly) {
  for (int i = 0; i < 20'000; ++i) {
    auto who = identity();
    std::erase_if(who.grants, [](const Grant& g) { return !is_household_role(g.role); });
    const auto where = scope();
    std::set<HouseholdId> own;
    for (const auto& g : who.grants)
      if (g.household) own.insert(g.household);
    if (own.contains(where.household)) continue;
    for (auto permission : role_permissions()) EXPECT_FALSE(may(who, permission, where)) << name(permission);
    for (auto role : all_roles()) EXPECT_FALSE(may_invite_to(who, role, where));
  }
}

TEST_F(MayProperties, NobodyInvitesToAHigherRole) {
  for (int i = 0; i < 20'000; ++i) {
    const auto who = identity();
    const auto where = scope();
    const auto role = static_cast<Role>(pick(role_count));
    if (!may_invite_to(who, role, where)) continue;
    // A role of the inviter that is at least as high.
    bool as_high = false;
    for (const auto& g : who.grants) as_high = as_high || g.role <= role;
    EXPECT_TRUE(as_high);
    EXPECT_TRUE(may(who, Permission::see, where));
  }
}

TEST(RoleName, RoundTrips) {
  for (auto role : all_roles()) EXPECT_EQ(parse_role(name(role)), role);
  EXPECT_EQ(name(Permission::device), "device");
  EXPECT_EQ(parse_role("mayor"), std::nullopt);
}

}  // namespace
}  // namespace cunkou::access
