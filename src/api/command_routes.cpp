#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/control_room.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/page.hpp"
#include "api/person_names.hpp"
#include "api/routes.hpp"
#include "api/series_json.hpp"
#include "http/problem.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using http::Method;
using http::Request;
using http::Response;
using people::Permission;

Result<control::CommandRequest> read_command(const Request& request, ThingId thing) {
  const auto body = request.json();
  if (!body) return body.error();
  const auto* o = body->if_object();
  const auto* actuator = o ? o->if_contains("actuator") : nullptr;
  const auto* action = o ? o->if_contains("action") : nullptr;
  if (!actuator || !actuator->is_string() || !action || !action->is_string())
    return invalid("请写明 actuator 和 action|give actuator and action as texts");
  CUNKOU_TRY(refuse_other_fields(*o, {"actuator", "action", "position", "why"}));
  const auto wanted = control::parse_action(action->as_string());
  if (!wanted) return invalid("action 应为 open、close、stop 或 set|action must be open, close, stop or set");
  control::CommandRequest out;
  out.thing = thing;
  out.actuator = std::string(actuator->as_string());
  out.action = *wanted;
  if (const auto* position = o->if_contains("position"); position && !position->is_null()) {
    if (!position->is_number())
      return invalid("position 应为 0 到 100 的数|position must be a number from 0 to 100");
    out.position = position->to_number<double>();
  }
  if (const auto* why = o->if_contains("why"); why && why->is_string())
    out.why = std::string(why->as_string());
  return out;
}

Result<control::Command> stored_command(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  return c.database.read([&](sql::Stores& s) -> Result<control::Command> {
    auto found = s.commands().get(CommandId(*id));
    if (!found) return not_found("没有这条操作|there is no such command");
    return *found;
  });
}

json::object shown(Context& c, const Request& request, const control::Command& command) {
  return command_with_steps(c, command, person_names(c.database), http::language_of(request));
}

Result<Response> list(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto page = read_page(request);
  if (!page) return page.error();
  const auto commands = c.database.read([&](sql::Stores& s) -> Result<std::vector<control::Command>> {
    return s.commands().list((*info)->id, page->top);
  });
  const auto names = person_names(c.database);
  json::array out;
  for (const auto& command : *commands)
    out.push_back(command_with_steps(c, command, names, http::language_of(request)));
  return Response::json(json::object{{"commands", std::move(out)}});
}

Result<Response> request_command(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto wanted = read_command(request, (*info)->id);
  if (!wanted) return wanted.error();
  const control::By by{request.who.person, "app"};
  const auto command =
      c.control.with([&](control::Watch& watch, Instant now) { return watch.request(*wanted, by, now); });
  if (!command) return command.error();
  return Response::json(shown(c, request, *command), 201);
}

Result<Response> show(Context& c, const Request& request) {
  const auto command = stored_command(c, request);
  if (!command) return command.error();
  return Response::json(shown(c, request, *command));
}

Result<Response> cancel(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  const control::By by{request.who.person, "app"};
  const auto command = c.control.with(
      [&](control::Watch& watch, Instant now) { return watch.cancel(CommandId(*id), by, "", now); });
  if (!command) return command.error();
  return Response::json(shown(c, request, *command));
}

}  // namespace

http::Routes command_routes(Context& c) {
  const auto of_command = [&c](const Request& request) -> Result<people::Scope> {
    const auto command = stored_command(c, request);
    if (!command) return command.error();
    const auto info = c.greenhouses.find(command->thing);
    if (!info) return not_found("没有这条操作|there is no such command");
    return info->scope;
  };
  return {route(Method::get, "/api/greenhouses/{id}/commands", Permission::see,
                {"The last commands", "commands", "", "Commands"}, at_greenhouse(c),
                [&c](const Request& r) { return list(c, r); }),
          route(Method::post, "/api/greenhouses/{id}/commands", Permission::command,
                {"Open, close, stop or set an actuator", "commands", "CommandRequest", "Command"},
                at_greenhouse(c), [&c](const Request& r) { return request_command(c, r); }),
          route(Method::get, "/api/commands/{id}", Permission::see,
                {"One command and its life", "commands", "", "Command"}, of_command,
                [&c](const Request& r) { return show(c, r); }),
          route(Method::post, "/api/commands/{id}/cancel", Permission::command,
                {"Cancel a command that has not begun", "commands", "", "Command"}, of_command,
                [&c](const Request& r) { return cancel(c, r); })};
}

}  // namespace cunkou::api
