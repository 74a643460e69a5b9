#include "core/people/http/people_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/journal/act_of.hpp"
#include "core/people/add_household.hpp"
#include "core/people/change_household.hpp"
#include "core/people/end_role.hpp"
#include "core/people/http/person_json.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/remove_household.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sign_in.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/page.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Body;
using http::field_problem;
using http::Method;
using http::read_page;
using http::Request;
using http::Response;
using http::route;
using http::ScopeOf;

// Subtrees in which the person has the permission; "/" for all.
std::vector<std::string> paths_where(const access::Identity& who, Permission permission) {
  std::vector<std::string> paths;
  for (const auto& grant : who.grants) {
    auto alone = who;
    alone.grants = {grant};
    if (access::is_household_role(grant.role) || !access::may(alone, permission, {grant.place_path, {}}))
      continue;
    paths.push_back(grant.place_path.empty() ? "/" : grant.place_path);
  }
  return paths;
}

Result<std::optional<places::Place>> asked_place(sql::Transaction& t, const Request& request) {
  const auto code = request.query_param("place");
  if (!code || code->empty()) return std::optional<places::Place>();
  auto place = places::place_store(t).by_code(*code);
  if (!place) return places::no_such_place();
  return place;
}

Result<Response> list_people(const PeopleRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(page, read_page(request));
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(place, asked_place(t, request));
    PeopleFilter filter{paths_where(request.who, Permission::see_people),
                        request.query_param("q").value_or(""), page.top, page.skip};
    if (place) {
      if (!access::may(request.who, Permission::see_people, {place->path, {}}))
        return places::no_such_place();
      filter.under = {place->path};
    }
    const auto found = people_store(t).list(filter);
    return Response::json(
        json::object{{"count", found.count}, {"people", people_json(t, found.people, request.who)}});
  });
}

// A role of the person's own, or one that the person may invite to.
Result<void> check_may_end(sql::Transaction& t, const access::Identity& who, const HeldRole& held) {
  if (who.person && held.person == who.person) return {};
  const auto scope = scope_of(people_store(t), places::place_store(t), held.place, held.household);
  if (access::may_invite_to(who, held.role, scope)) return {};
  if (access::may(who, Permission::see, scope))
    return forbidden({"您不能结束这个角色", "You may not end this role"});
  return not_found({"没有这个角色", "There is no such role"});
}

Result<Response> end_role(const PeopleRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  const auto ended = parts.database.write([&](sql::Transaction& t) -> Result<HeldRole> {
    const auto held = people_store(t).role(RoleId{id});
    if (!held) return not_found({"没有这个角色", "There is no such role"});
    CUNKOU_TRY(check_may_end(t, request.who, *held));
    auto act = journal::act_of(parts.clock, request, t);
    return people::end_role(act, people_store(t), held->id);
  });
  if (!ended) return ended.error();
  parts.sessions.forget(ended->person);
  return Response::empty();
}

Result<Response> end_sessions(const PeopleRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  const auto ended = parts.database.write([&](sql::Transaction& t) {
    auto act = journal::act_of(parts.clock, request, t);
    return end_sessions_of(act, people_store(t), PersonId{id});
  });
  if (!ended) return ended.error();
  parts.sessions.forget(PersonId{id});
  return Response::empty();
}

Result<Response> list_households(const PeopleRouteParts& parts, const Request& request) {
  auto counts = parts.things.by_household();
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(place, asked_place(t, request));
    json::array shown;
    for (const auto& household : people_store(t).households(place ? place->path : "/"))
      if (access::may(request.who, Permission::see, household_scope(t, household)))
        shown.push_back(household_json(t, household, request.who, counts[household.id]));
    return Response::json(json::object{{"households", std::move(shown)}});
  });
}

Result<Response> add_household(const PeopleRouteParts& parts, const Request& request) {
  Body body(request);
  const auto called = body.text("name"), place_code = body.text("placeCode");
  if (auto refusal = body.refusal()) return *refusal;
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    const auto place = places::place_store(t).by_code(place_code);
    if (!place) return field_problem(request, "placeCode", invalid(places::no_such_place().reason));
    auto act = journal::act_of(parts.clock, request, t);
    const auto household =
        people::add_household(act, people_store(t), places::place_store(t), {called, place->id});
    if (!household) return household.error();
    return Response::json(household_json(t, *household, request.who, 0), 201);
  });
}

// null removes the quiet hours; an absent member leaves them unchanged.
std::optional<std::string> clock_field(Body& body, const char* field) {
  if (body.is_null(field)) return "";
  return body.optional_text(field);
}

Result<Response> change_household(const PeopleRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  Body body(request);
  const ChangeHousehold change{body.optional_text("name"), clock_field(body, "quietFrom"),
                               clock_field(body, "quietTo")};
  if (auto refusal = body.refusal()) return *refusal;
  auto counts = parts.things.by_household();
  auto response = parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY_VALUE(household, people::change_household(act, people_store(t), HouseholdId{id}, change));
    return Response::json(household_json(t, household, request.who, counts[household.id]));
  });
  if (response) parts.listener.household_changed(HouseholdId{id});
  return response;
}

Result<Response> remove_household(const PeopleRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    const bool used = places::is_used(parts.users, t, HouseholdId{id});
    CUNKOU_TRY(people::remove_household(act, people_store(t), HouseholdId{id}, used));
    return Response::empty();
  });
}

ScopeOf at_body_place(const PeopleRouteParts& parts) {
  return [parts](const Request& request) -> Result<access::Scope> {
    Body body(request);
    const auto code = body.optional_text("placeCode").value_or("");
    if (code.empty()) return access::some_scope(request.who, Permission::invite);
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto place = places::place_store(t).by_code(code);
      return access::Scope{place ? place->path : std::string(), {}};
    });
  };
}

ScopeOf at_household(const PeopleRouteParts& parts) {
  return [parts](const Request& request) -> Result<access::Scope> {
    CUNKOU_TRY_VALUE(id, request.id_param("id"));
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      const auto household = people_store(t).household(HouseholdId{id});
      if (!household) return no_such_household();
      return household_scope(t, *household);
    });
  };
}

}  // namespace

http::Routes people_routes(const PeopleRouteParts& parts) {
  return {
      route(Method::get, "/api/people", Permission::see_people,
            {"List persons with a role in a place", "people", "", "People"}, {},
            [parts](const Request& r) { return list_people(parts, r); }),
      route(Method::delete_, "/api/people/{id}/sessions", Permission::operate,
            {"Sign a person out everywhere", "people", "", ""}, {},
            [parts](const Request& r) { return end_sessions(parts, r); }),
      route(Method::delete_, "/api/roles/{id}", Permission::see, {"End a role of a person", "people", "", ""},
            {}, [parts](const Request& r) { return end_role(parts, r); }),
      route(Method::get, "/api/households", Permission::see,
            {"List the visible households", "people", "", "Households"}, {},
            [parts](const Request& r) { return list_households(parts, r); }),
      route(Method::post, "/api/households", Permission::invite,
            {"Add a household", "people", "NewHousehold", "Household"}, at_body_place(parts),
            [parts](const Request& r) { return add_household(parts, r); }),
      route(Method::patch, "/api/households/{id}", Permission::share,
            {"Change a household's name or quiet hours", "people", "HouseholdChange", "Household"},
            at_household(parts), [parts](const Request& r) { return change_household(parts, r); }),
      route(Method::delete_, "/api/households/{id}", Permission::invite,
            {"Delete a household that was never used", "people", "", ""}, at_household(parts),
            [parts](const Request& r) { return remove_household(parts, r); })};
}

}  // namespace cunkou::people
