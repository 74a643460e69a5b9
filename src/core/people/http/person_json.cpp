#include "core/people/http/person_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <unordered_map>

#include "access/permission.hpp"
#include "base/by_id.hpp"
#include "base/json_values.hpp"
#include "core/people/accept_second_factor.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/phone.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::people {
namespace {

namespace json = boost::json;
using access::Permission;
using access::Role;

json::object may_json(const access::Identity& who) {
  const auto may = [&](Permission permission) { return access::may_somewhere(who, permission); };
  return {{"invite", may(Permission::invite) || may(Permission::share)},
          {"seePeople", may(Permission::see_people)},
          {"editPlaces", may(Permission::edit_places)},
          {"addDevices", may(Permission::add_devices)},
          {"acknowledge", may(Permission::acknowledge)},
          {"operate", may(Permission::operate)}};
}

// The role that decides which home page a person sees: an office before the household, a wider place
// before a narrower one.
const HeldRole* first_role(const std::vector<HeldRole>& roles) {
  const auto found = std::min_element(roles.begin(), roles.end(),
                                      [](const auto& a, const auto& b) { return a.role < b.role; });
  return found == roles.end() ? nullptr : &*found;
}

std::string_view home_of(const HeldRole* role) {
  if (!role || access::is_household_role(role->role)) return "household";
  return role->role == Role::village || role->role == Role::technician ? "village" : "county";
}

json::value place_code(sql::Transaction& t, const HeldRole* role) {
  if (!role) return nullptr;
  auto id = role->place;
  if (role->household)
    if (const auto household = people_store(t).household(role->household)) id = household->place;
  auto place = places::place_store(t).by_id(id);
  if (!place && role->role == Role::operator_) {  // of the whole program: the county, if there is exactly one
    const auto counties = places::place_store(t).children(PlaceId{});
    if (!counties.empty()) place = counties.front();
  }
  return place ? json::value(place->code) : json::value(nullptr);
}

json::array members_json(sql::Transaction& t, HouseholdId id) {
  json::array members;
  for (const auto& held : people_store(t).roles_in(id))
    if (const auto person = people_store(t).person(held.person))
      members.push_back({{"roleId", held.id.value},
                         {"personId", person->id.value},
                         {"name", person->name},
                         {"phone", masked_phone(person->phone)},
                         {"role", name(held.role)}});
  return members;
}

bool knows_members(const access::Identity& who, const access::Scope& scope) {
  if (access::may(who, Permission::see_people, scope)) return true;
  return std::any_of(who.grants.begin(), who.grants.end(),
                     [&](const auto& grant) { return grant.household == scope.household; });
}

json::value place_json(const places::Place* place) {
  if (!place) return nullptr;
  return json::object{{"code", place->code}, {"name", place->name}};
}

json::value household_ref_json(const Household* household) {
  if (!household) return nullptr;
  return json::object{{"id", household->id.value}, {"name", household->name}};
}

// The places and households of roles, in two reads.
class RoleScopes {
 public:
  RoleScopes(sql::Transaction& t, const std::vector<HeldRole>& roles) {
    std::vector<PlaceId> place_ids;
    std::vector<HouseholdId> household_ids;
    for (const auto& role : roles) {
      if (role.place) place_ids.push_back(role.place);
      if (role.household) household_ids.push_back(role.household);
    }
    households_ = by_id(people_store(t).households(household_ids));
    for (const auto& [id, household] : households_) place_ids.push_back(household.place);
    places_ = by_id(places::place_store(t).by_ids(place_ids));
  }

  access::Scope scope_of(const HeldRole& role) const {
    const auto* home = find_in(households_, role.household);
    const auto* at = find_in(places_, home ? home->place : role.place);
    return {at ? at->path : std::string(), role.household};
  }
  json::object role_json(const HeldRole& role) const {
    return {{"id", role.id.value},
            {"role", name(role.role)},
            {"place", place_json(find_in(places_, role.place))},
            {"household", household_ref_json(find_in(households_, role.household))}};
  }

 private:
  std::unordered_map<PlaceId, places::Place> places_;
  std::unordered_map<HouseholdId, Household> households_;
};

json::value clock_or_null(const std::optional<ClockSpan>& span, int ClockSpan::*minute) {
  return span ? json::value(clock_text((*span).*minute)) : json::value(nullptr);
}

}  // namespace

json::value place_ref(sql::Transaction& t, PlaceId id) {
  const auto place = places::place_store(t).by_id(id);
  return place_json(place ? &*place : nullptr);
}

json::value household_ref(sql::Transaction& t, HouseholdId id) {
  const auto household = people_store(t).household(id);
  return household_ref_json(household ? &*household : nullptr);
}

// The operator is asked to set up a second factor, and not forced to: nobody is locked out.
bool asks_second_factor(sql::Transaction& t, PersonId person, const std::vector<HeldRole>& held) {
  return std::ranges::any_of(held, [](const auto& one) { return one.role == Role::operator_; }) &&
         !has_second_factor(people_store(t), person);
}

json::object me_json(sql::Transaction& t, const access::Identity& who) {
  const auto person = people_store(t).person(who.person).value();
  const auto held = people_store(t).roles_of(who.person);
  const RoleScopes scopes(t, held);
  json::array roles;
  for (const auto& role : held) roles.push_back(scopes.role_json(role));
  const auto* first = first_role(held);
  return {{"person", {{"id", person.id.value}, {"name", person.name}, {"phone", person.phone}}},
          {"language", person.language},
          {"elderMode", person.elder_mode},
          {"roles", std::move(roles)},
          {"may", may_json(who)},
          {"askSecondFactor", asks_second_factor(t, who.person, held)},
          {"home", home_of(first)},
          {"placeCode", place_code(t, first)}};
}

json::array people_json(sql::Transaction& t, const std::vector<ListedPerson>& people,
                        const access::Identity& who) {
  std::vector<HeldRole> held;
  for (const auto& listed : people) held.insert(held.end(), listed.roles.begin(), listed.roles.end());
  const RoleScopes scopes(t, held);
  json::array shown;
  for (const auto& listed : people) {
    json::array roles;
    for (const auto& role : listed.roles)
      if (access::may(who, Permission::see_people, scopes.scope_of(role)))
        roles.push_back(scopes.role_json(role));
    shown.push_back(json::object{{"id", listed.person.id.value},
                                 {"name", listed.person.name},
                                 {"phone", masked_phone(listed.person.phone)},
                                 {"roles", std::move(roles)},
                                 {"lastSeenAt", iso_or_null(listed.last_seen)}});
  }
  return shown;
}

json::object household_json(sql::Transaction& t, const Household& household, const access::Identity& who,
                            std::int64_t things) {
  const auto scope = household_scope(t, household);
  return {{"id", household.id.value},
          {"name", household.name},
          {"place", place_ref(t, household.place)},
          {"quietFrom", clock_or_null(household.quiet, &ClockSpan::from_min)},
          {"quietTo", clock_or_null(household.quiet, &ClockSpan::to_min)},
          {"things", things},
          {"may",
           {{"change", access::may(who, Permission::share, scope)},
            {"remove", access::may(who, Permission::invite, scope)}}},
          {"members", knows_members(who, scope) ? members_json(t, household.id) : json::array()}};
}

access::Scope household_scope(sql::Transaction& t, const Household& household) {
  const auto place = places::place_store(t).by_id(household.place);
  return {place ? place->path : std::string(), household.id};
}

}  // namespace cunkou::people
