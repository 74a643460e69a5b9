#include "api/account_routes.hpp"

#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/person_json.hpp"
#include "api/qr.hpp"
#include "api/session_cookie.hpp"
#include "api/sign_in_service.hpp"
#include "base/clock.hpp"
#include "core/people/change_me.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sign_in.hpp"
#include "core/places/place_store.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;

const Error no_account{Code::unauthenticated, "请先登录|Sign in first"};

Result<Response> show_me(Context& c, const Request& request) {
  return c.database.read([&](sql::Transaction& t) -> Result<Response> {
    if (!people::people_store(t).person(request.who.person)) return no_account;
    return Response::json(me_json(t, request.who));
  });
}

Result<Response> change_me(Context& c, const Request& request) {
  Body body(request);
  const people::ChangeMe change{body.maybe_text("name"), body.maybe_text("language"),
                                body.maybe_flag("elderMode")};
  if (auto refusal = body.refusal()) return *refusal;
  auto response = c.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = act_of(c, request, t);
    const auto changed = people::change_me(act, people::people_store(t), change);
    if (!changed) return changed.error();
    return Response::json(me_json(t, request.who));
  });
  c.sessions.forget(request.who.person);
  return response;
}

Result<Response> list_sessions(Context& c, const Request& request) {
  return c.database.read([&](sql::Transaction& t) -> Result<Response> {
    json::array sessions;
    for (const auto& session : people::people_store(t).sessions_of(request.who.person))
      sessions.push_back({{"id", session.id.value},
                          {"device", session.device},
                          {"address", session.address},
                          {"createdAt", to_iso(session.created)},
                          {"lastSeenAt", to_iso(session.last_seen)},
                          {"current", session.id == request.who.session}});
    return Response::json(json::object{{"sessions", std::move(sessions)}});
  });
}

Result<Response> end_session(Context& c, const Request& request, SessionId id) {
  const auto ended = c.database.write([&](sql::Transaction& t) -> Result<std::string> {
    auto act = act_of(c, request, t);
    return people::end_session(act, people::people_store(t), request.who.person, id);
  });
  if (!ended) return ended.error();
  c.sessions.forget(*ended);
  auto response = Response::empty();
  if (id == request.who.session) clear_session_cookie(response, request);
  return response;
}

Result<Response> sign_out(Context& c, const Request& request) {
  if (request.who.session) return end_session(c, request, request.who.session);
  auto response = Response::empty();
  clear_session_cookie(response, request);
  return response;
}

std::string base_url(const Context& c, const Request& request) {
  if (!c.public_url.empty())
    return c.public_url.ends_with('/') ? c.public_url.substr(0, c.public_url.size() - 1) : c.public_url;
  return (request.secure ? "https://" : "http://") + std::string(request.header("host"));
}

bool may_withdraw(sql::Transaction& t, const Request& request, const people::Invitation& invitation) {
  if (request.who.person && invitation.invited_by == request.who.person) return true;
  return access::may_invite_to(request.who, invitation.role,
                               people::scope_of(people::people_store(t), places::place_store(t),
                                                invitation.place, invitation.household));
}

Result<Response> list_invitations(Context& c, const Request& request) {
  return c.database.read([&](sql::Transaction& t) -> Result<Response> {
    json::array invitations;
    for (const auto& i : people::people_store(t).open_invitations(c.clock.now()))
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

Result<Response> add_invitation(Context& c, const Request& request) {
  Body body(request);
  const auto role = access::parse_role(body.text("role"));
  const auto place_code = body.maybe_text("placeCode"), called = body.maybe_text("name");
  const auto household = HouseholdId{body.maybe_integer("householdId").value_or(0)};
  if (auto refusal = body.refusal()) return *refusal;
  if (!role) return field_problem(request, "role", invalid("没有这个角色|There is no such role"));
  return c.database.write([&](sql::Transaction& t) -> Result<Response> {
    const auto place = place_code ? places::place_store(t).by_code(*place_code) : std::nullopt;
    if (place_code && !place)
      return field_problem(request, "placeCode", invalid("没有这个地方|There is no such place"));
    const people::InvitePerson invite{*role, place ? place->id : PlaceId{}, household, called.value_or("")};
    const bool in_household = access::is_household_role(*role);
    const auto scope =
        people::scope_of(people::people_store(t), places::place_store(t),
                         in_household ? PlaceId{} : invite.place, in_household ? household : HouseholdId{});
    if (!access::may_invite_to(request.who, *role, scope))
      return forbidden("您不能邀请人担任这里的这个角色|You may not invite to this role here");
    auto act = act_of(c, request, t);
    const auto invited = people::invite_person(act, people::people_store(t), places::place_store(t), invite);
    if (!invited) return invited.error();
    return Response::json(json::object{{"id", invited->id.value},
                                       {"code", invited->code},
                                       {"url", base_url(c, request) + "/invitation/" + invited->code},
                                       {"role", name(*role)},
                                       {"expiresAt", to_iso(invited->expires)}},
                          201);
  });
}

// By its id: its code is known to the invited only.
Result<Response> withdraw_invitation(Context& c, const Request& request) {
  const auto id = request.id_param("code");
  if (!id) return id.error();
  return c.database.write([&](sql::Transaction& t) -> Result<Response> {
    const auto invitation = people::people_store(t).invitation(InvitationId{*id});
    if (!invitation || !may_withdraw(t, request, *invitation))
      return not_found("没有这个邀请|There is no such invitation");
    auto act = act_of(c, request, t);
    CUNKOU_TRY(people::withdraw_invitation(act, people::people_store(t), invitation->id));
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

Response about(const Context& c) {
  return Response::json(json::object{{"version", CUNKOU_VERSION},
                                     {"sample", c.sample},
                                     {"quiet", c.quiet},
                                     {"now", to_iso(c.clock.now())},
                                     {"mqttPort", c.mqtt_port ? c.mqtt_port() : 0}});
}

http::Routes session_routes(Context& c, const std::shared_ptr<SignInService>& service) {
  const auto mine = Permission::signed_in;
  return {route_later(
              Method::post, "/api/session", Permission::anyone,
              {"Sign in with phone number and password", "session", "SignIn", "Me"},
              [service](const Request& r, const http::Respond& respond) { service->sign_in(r, respond); }),
          route(Method::delete_, "/api/session", mine, {"Sign out", "session", "", ""}, {},
                [&c](const Request& r) { return sign_out(c, r); }),
          route(Method::get, "/api/me", mine, {"Who is signed in, and what they may", "session", "", "Me"},
                {}, [&c](const Request& r) { return show_me(c, r); }),
          route(Method::patch, "/api/me", mine,
                {"Change the own name, language or elder mode", "session", "MeChange", "Me"}, {},
                [&c](const Request& r) { return change_me(c, r); }),
          route_later(Method::post, "/api/me/password", mine,
                      {"Change the own password; ends the other sessions", "session", "PasswordChange", ""},
                      [service](const Request& r, const http::Respond& respond) {
                        service->change_password(r, respond);
                      }),
          route(Method::get, "/api/me/sessions", mine, {"Where one is signed in", "session", "", "Sessions"},
                {}, [&c](const Request& r) { return list_sessions(c, r); }),
          route(Method::delete_, "/api/me/sessions/{id}", mine,
                {"End one of the own sessions", "session", "", ""}, {},
                [&c](const Request& r) -> Result<Response> {
                  const auto id = r.id_param("id");
                  if (!id) return id.error();
                  return end_session(c, r, SessionId{*id});
                })};
}

http::Routes invitation_routes(Context& c, const std::shared_ptr<SignInService>& service) {
  // Everybody with a role may ask; may_invite_to() says for which roles, and where.
  const auto with_a_role = Permission::see;
  return {route(Method::get, "/api/invitations", with_a_role,
                {"Open invitations that one may withdraw", "invitations", "", "Invitations"}, {},
                [&c](const Request& r) { return list_invitations(c, r); }),
          route(Method::post, "/api/invitations", with_a_role,
                {"Invite somebody to a role", "invitations", "NewInvitation", "MadeInvitation"}, {},
                [&c](const Request& r) { return add_invitation(c, r); }),
          route(Method::get, "/api/invitations/{code}", Permission::anyone,
                {"What an invitation is for", "invitations", "", "Invitation"}, {},
                [service](const Request& r) { return service->show_invitation(r); }),
          route_later(Method::post, "/api/invitations/{code}/accept", Permission::anyone,
                      {"Take up an invitation, and be signed in", "invitations", "AcceptInvitation", "Me"},
                      [service](const Request& r, const http::Respond& respond) {
                        service->accept_invitation(r, respond);
                      }),
          route(Method::delete_, "/api/invitations/{code}", with_a_role,
                {"Withdraw an invitation, by its id", "invitations", "", ""}, {},
                [&c](const Request& r) { return withdraw_invitation(c, r); })};
}

}  // namespace

http::Routes account_routes(Context& c) {
  const auto service = std::make_shared<SignInService>(c);
  auto routes = session_routes(c, service);
  for (auto& one : invitation_routes(c, service)) routes.push_back(std::move(one));
  routes.push_back(route(Method::post, "/api/qr", Permission::signed_in,
                         {"A text as a QR code (SVG)", "session", "QrText", "Svg"}, {},
                         [](const Request& r) { return show_qr(r); }));
  routes.push_back(route(Method::get, "/api/about", Permission::anyone,
                         {"Version and time of the server", "session", "", "About"}, {},
                         [&c](const Request&) { return Result<Response>(about(c)); }));
  return routes;
}

}  // namespace cunkou::api
