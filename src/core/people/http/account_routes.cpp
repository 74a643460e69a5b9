#include "core/people/http/account_routes.hpp"

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/change_me.hpp"
#include "core/people/http/person_json.hpp"
#include "core/people/http/second_factor_routes.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/http/sign_in_service.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sign_in.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/qr.hpp"

namespace cunkou::people {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Body;
using http::field_problem;
using http::Method;
using http::qr_svg;
using http::Request;
using http::Response;
using http::route;
using http::route_later;

const Error no_account{Code::unauthenticated, {"请先登录", "Sign in first"}};

Result<Response> show_me(const AccountRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    if (!people_store(t).person(request.who.person)) return no_account;
    return Response::json(me_json(t, request.who));
  });
}

Result<Response> change_me(const AccountRouteParts& parts, const Request& request) {
  Body body(request);
  const ChangeMe change{body.optional_text("name"), body.optional_text("language"),
                        body.optional_flag("elderMode")};
  if (auto refusal = body.refusal()) return *refusal;
  auto response = parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY(people::change_me(act, people_store(t), change));
    return Response::json(me_json(t, request.who));
  });
  parts.sessions.forget(request.who.person);
  return response;
}

Result<Response> list_sessions(const AccountRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    json::array sessions;
    for (const auto& session : people_store(t).sessions_of(request.who.person))
      sessions.push_back({{"id", session.id.value},
                          {"device", session.device},
                          {"address", session.address},
                          {"createdAt", to_iso(session.created)},
                          {"lastSeenAt", to_iso(session.last_seen)},
                          {"current", session.id == request.who.session}});
    return Response::json(json::object{{"sessions", std::move(sessions)}});
  });
}

Result<Response> end_session(const AccountRouteParts& parts, const Request& request, SessionId id) {
  const auto ended = parts.database.write([&](sql::Transaction& t) -> Result<std::string> {
    auto act = journal::act_of(parts.clock, request, t);
    return people::end_session(act, people_store(t), request.who.person, id);
  });
  if (!ended) return ended.error();
  parts.sessions.forget(*ended);
  auto response = Response::empty();
  if (id == request.who.session) clear_session_cookie(response, request);
  return response;
}

Result<Response> sign_out(const AccountRouteParts& parts, const Request& request) {
  if (request.who.session) return end_session(parts, request, request.who.session);
  auto response = Response::empty();
  clear_session_cookie(response, request);
  return response;
}

std::string base_url(const AccountRouteParts& parts, const Request& request) {
  if (!parts.public_url.empty())
    return parts.public_url.ends_with('/') ? parts.public_url.substr(0, parts.public_url.size() - 1)
                                           : parts.public_url;
  return (request.secure ? "https://" : "http://") + std::string(request.header("host"));
}

bool may_withdraw(sql::Transaction& t, const Request& request, const Invitation& invitation) {
  if (request.who.person && invitation.invited_by == request.who.person) return true;
  return access::may_invite_to(
      request.who, invitation.role,
      scope_of(people_store(t), places::place_store(t), invitation.place, invitation.household));
}

Result<Response> list_invitations(const AccountRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    json::array invitations;
    for (const auto& i : people_store(t).open_invitations(parts.clock.now()))
      if (may_withdraw(t, request, i))
        invitations.push_back({{"id", i.id.value},
                               {"role", name(i.role)},
                               {"place", place_ref(t, i.place)},
                               {"household", household_ref(t, i.household)},
                               {"name", i.name},
                               {"createdAt", to_iso(i.created)},
                               {"expiresAt", to_iso(i.expires)}});
    return Response::json(json::object{{"invitations", std::move(invitations)}});
  });
}

Result<Response> add_invitation(const AccountRouteParts& parts, const Request& request) {
  Body body(request);
  const auto role = access::parse_role(body.text("role"));
  const auto place_code = body.optional_text("placeCode"), called = body.optional_text("name");
  const auto household = HouseholdId{body.optional_integer("householdId").value_or(0)};
  if (auto refusal = body.refusal()) return *refusal;
  if (!role) return field_problem(request, "role", invalid({"没有这个角色", "There is no such role"}));
  const bool in_household = access::is_household_role(*role);
  if (in_household && !household) return field_problem(request, "householdId", invalid(household_missing));
  if (!in_household && !place_code && *role != access::Role::operator_)
    return field_problem(request, "placeCode", invalid(place_missing));
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    const auto place = place_code ? places::place_store(t).by_code(*place_code) : std::nullopt;
    if (place_code && !place)
      return field_problem(request, "placeCode", invalid(places::no_such_place().reason));
    const InvitePerson invite{*role, place ? place->id : PlaceId{}, household, called.value_or("")};
    const auto scope =
        scope_of(people_store(t), places::place_store(t), in_household ? PlaceId{} : invite.place,
                 in_household ? household : HouseholdId{});
    if (!access::may_invite_to(request.who, *role, scope))
      return forbidden({"您不能邀请人担任这里的这个角色", "You may not invite to this role here"});
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY_VALUE(invited, invite_person(act, people_store(t), places::place_store(t), invite));
    return Response::json(json::object{{"id", invited.id.value},
                                       {"code", invited.code},
                                       {"url", base_url(parts, request) + "/invitation/" + invited.code},
                                       {"role", name(*role)},
                                       {"expiresAt", to_iso(invited.expires)}},
                          201);
  });
}

// Identified by id, since only the invited person knows the code.
Result<Response> withdraw_invitation(const AccountRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("code"));
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    const auto invitation = people_store(t).invitation(InvitationId{id});
    if (!invitation || !may_withdraw(t, request, *invitation))
      return not_found({"没有这个邀请", "There is no such invitation"});
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY(people::withdraw_invitation(act, people_store(t), invitation->id));
    return Response::empty();
  });
}

Result<Response> show_qr(const Request& request) {
  Body body(request);
  const auto text = body.text("text");
  if (auto refusal = body.refusal()) return *refusal;
  auto svg = qr_svg(text);
  if (!svg) return field_problem(request, "text", svg.error());
  Response response;
  response.content_type = "image/svg+xml";
  response.body = std::move(*svg);
  return response;
}

http::Routes session_routes(const AccountRouteParts& parts, const std::shared_ptr<SignInService>& service) {
  const auto mine = Permission::signed_in;
  return {
      route_later(
          Method::post, "/api/session", Permission::anyone,
          {"Sign in with phone number and password", "session", "SignIn", "Me"},
          [service](const Request& r, const http::Respond& respond) { service->sign_in(r, respond); }),
      route(Method::delete_, "/api/session", mine, {"Sign out", "session", "", ""}, {},
            [parts](const Request& r) { return sign_out(parts, r); }),
      route(Method::get, "/api/me", mine,
            {"The signed-in person, with roles and permissions", "session", "", "Me"}, {},
            [parts](const Request& r) { return show_me(parts, r); }),
      route(Method::patch, "/api/me", mine,
            {"Change the person's own name, language or elder mode", "session", "MeChange", "Me"}, {},
            [parts](const Request& r) { return change_me(parts, r); }),
      route_later(
          Method::post, "/api/me/password", mine,
          {"Change the person's own password; ends the other sessions", "session", "PasswordChange", ""},
          [service](const Request& r, const http::Respond& respond) {
            service->change_password(r, respond);
          }),
      route(Method::get, "/api/me/sessions", mine, {"List the person's sessions", "session", "", "Sessions"},
            {}, [parts](const Request& r) { return list_sessions(parts, r); }),
      route(Method::delete_, "/api/me/sessions/{id}", mine,
            {"End one of the person's sessions", "session", "", ""}, {},
            [parts](const Request& r) -> Result<Response> {
              CUNKOU_TRY_VALUE(id, r.id_param("id"));
              return end_session(parts, r, SessionId{id});
            })};
}

http::Routes invitation_routes(const AccountRouteParts& parts,
                               const std::shared_ptr<SignInService>& service) {
  // Open to every person with a role; may_invite_to() decides on the role and the place.
  const auto with_a_role = Permission::see;
  return {route(Method::get, "/api/invitations", with_a_role,
                {"List the open invitations that the person may withdraw", "invitations", "", "Invitations"},
                {}, [parts](const Request& r) { return list_invitations(parts, r); }),
          route(Method::post, "/api/invitations", with_a_role,
                {"Invite a person to a role", "invitations", "NewInvitation", "MadeInvitation"}, {},
                [parts](const Request& r) { return add_invitation(parts, r); }),
          route(Method::get, "/api/invitations/{code}", Permission::anyone,
                {"Show an invitation", "invitations", "", "Invitation"}, {},
                [service](const Request& r) { return service->show_invitation(r); }),
          route_later(Method::post, "/api/invitations/{code}/accept", Permission::anyone,
                      {"Accept an invitation and sign in", "invitations", "AcceptInvitation", "Me"},
                      [service](const Request& r, const http::Respond& respond) {
                        service->accept_invitation(r, respond);
                      }),
          route(Method::delete_, "/api/invitations/{code}", with_a_role,
                {"Withdraw an invitation by id", "invitations", "", ""}, {},
                [parts](const Request& r) { return withdraw_invitation(parts, r); })};
}

}  // namespace

http::Routes account_routes(const AccountRouteParts& parts, const std::shared_ptr<SignInService>& service) {
  auto routes = session_routes(parts, service);
  http::append(routes, second_factor_routes(parts, service));
  http::append(routes, invitation_routes(parts, service));
  routes.push_back(route(Method::post, "/api/qr", Permission::signed_in,
                         {"Render a text as a QR code (SVG)", "session", "QrText", "Svg"}, {},
                         [](const Request& r) { return show_qr(r); }));
  return routes;
}

}  // namespace cunkou::people
