#include "sensing/notifications/http/channel_routes.hpp"

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/notifications/add_channel.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/remove_channel.hpp"

namespace cunkou::notifications {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;
using http::response_of;
using http::route;
using http::route_later;

// A webhook's URL holds its secret: enough is shown to know it by.
std::string masked(const Channel& channel) {
  if (channel.kind == ChannelKind::program) return channel.target;
  const auto host = channel.target.find("://");
  const auto end =
      host == std::string::npos ? std::string::npos : channel.target.find_first_of("/?#", host + 3);
  return channel.target.substr(0, end) + (end == std::string::npos ? "" : "/…");
}

json::object channel_json(const Channel& channel) {
  return {{"id", channel.id.value},
          {"kind", name(channel.kind)},
          {"name", channel.name},
          {"target", masked(channel)},
          {"minSeverity", name(channel.min_severity)},
          {"escalationStep", channel.escalation_step}};
}

Result<places::Place> place_of(sql::Transaction& t, const Request& request) {
  auto place = places::place_store(t).by_code(request.param("code"));
  if (!place) return places::no_such_place();
  return *place;
}

Result<Channel> channel_of(sql::Transaction& t, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  auto channel = channel_store(t).get(ChannelId(id));
  if (!channel) return no_such_channel();
  return *channel;
}

constexpr std::size_t target_bytes = 2000;  // a webhook's URL with its secret

AddChannel read_form(http::Body& body) {
  return {body.text("kind"), body.text("name"), body.text("target", target_bytes),
          body.optional_text("minSeverity"), body.optional_text("escalationStep")};
}

Result<Response> list(const ChannelRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(place, place_of(t, request));
    json::array out;
    for (const auto& channel : channel_store(t).of(place.id)) out.push_back(channel_json(channel));
    json::array programs(parts.operator_programs.begin(), parts.operator_programs.end());
    return Response::json(json::object{{"channels", std::move(out)}, {"programs", std::move(programs)}});
  });
}

Result<Response> add(const ChannelRouteParts& parts, const Request& request) {
  http::Body body(request);
  const auto form = read_form(body);
  if (auto refusal = body.refusal()) return *refusal;
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(place, place_of(t, request));
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY_VALUE(added,
                     add_channel(act, channel_store(t), parts.trial, parts.operator_programs, place, form));
    return Response::json(channel_json(added), 201);
  });
}

Result<Response> remove(const ChannelRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  return parts.database.write([&](sql::Transaction& t) -> Result<Response> {
    auto act = journal::act_of(parts.clock, request, t);
    CUNKOU_TRY(remove_channel(act, channel_store(t), ChannelId(id)));
    return Response::empty();
  });
}

// A trial goes to the person who requests it only.
std::string phone_of(const ChannelRouteParts& parts, PersonId id) {
  return parts.database.read([&](sql::Transaction& t) {
    const auto person = people::people_store(t).person(id);
    return person ? person->phone : std::string();
  });
}

Result<Response> try_out(const ChannelRouteParts& parts, const Request& request) {
  const auto channel = parts.database.read([&](sql::Transaction& t) { return channel_of(t, request); });
  if (!channel) return channel.error();
  const auto sent = parts.trial.send(*channel, phone_of(parts, request.who.person));
  json::object out{{"ok", sent.has_value()}, {"error", nullptr}};
  if (!sent) out["error"] = sent.error().reason.in(request.who.language);
  return Response::json(out);
}

// The answer waits for somebody else's server: not on a thread that pages need.
void try_out_aside(const ChannelRouteParts& parts, const Request& request, const http::Respond& respond) {
  const auto job = [&parts, request, respond] {
    respond(response_of(request, [&] { return try_out(parts, request); }));
  };
  if (!parts.blocking_pool) return job();
  if (const auto posted = parts.blocking_pool->post(job); !posted)
    respond(Response::problem(
        {Code::too_many,
         {"别的测试还在等回应，请稍后再试", "Other trials are still waiting: try again in a moment"}},
        http::language_of(request)));
}

}  // namespace

http::Routes channel_routes(const ChannelRouteParts& parts) {
  const auto scope_of = [](sql::Transaction& t, PlaceId id) -> Result<access::Scope> {
    const auto place = places::place_store(t).by_id(id);
    if (!place) return places::no_such_place();
    return access::Scope{place->path, {}};
  };
  const auto at_place = [parts, scope_of](const Request& request) {
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      CUNKOU_TRY_VALUE(place, place_of(t, request));
      return scope_of(t, place.id);
    });
  };
  const auto at_channel = [parts, scope_of](const Request& request) {
    return parts.database.read([&](sql::Transaction& t) -> Result<access::Scope> {
      CUNKOU_TRY_VALUE(channel, channel_of(t, request));
      return scope_of(t, channel.place);
    });
  };
  const auto need = Permission::set_channels;
  auto trial = route_later(
      Method::post, "/api/channels/{id}/trial", need, {"Send a trial notice", "channels", "", "ChannelTrial"},
      [parts](const Request& r, const http::Respond& respond) { try_out_aside(parts, r, respond); });
  trial.scope = at_channel;
  return {route(Method::get, "/api/places/{code}/channels", need,
                {"List the notification channels of a place", "channels", "", "Channels"}, at_place,
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::post, "/api/places/{code}/channels", need,
                {"Add a webhook, a WeCom group or a bound program", "channels", "NewChannel", "Channel"},
                at_place, [parts](const Request& r) { return add(parts, r); }),
          route(Method::delete_, "/api/channels/{id}", need, {"Remove a channel", "channels", "", ""},
                at_channel, [parts](const Request& r) { return remove(parts, r); }),
          std::move(trial)};
}

}  // namespace cunkou::notifications
