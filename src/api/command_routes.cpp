#include <boost/json.hpp>

#include "api/body.hpp"
#include "api/greenhouse_routes.hpp"
#include "api/monitor_service.hpp"
#include "api/page.hpp"
#include "api/person_names.hpp"
#include "api/routes.hpp"
#include "api/series_json.hpp"
#include "platform/http/problem.hpp"
#include "sensing/actuation/command_store.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Response;

Result<actuation::Command> stored_command(Context& c, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  return c.database.read([&](sql::Transaction& t) -> Result<actuation::Command> {
    auto found = actuation::command_store(t).get(CommandId(*id));
    if (!found) return not_found("没有这条操作|there is no such command");
    return *found;
  });
}

json::object shown(Context& c, const Request& request, const actuation::Command& command) {
  return command_with_steps(c, command, person_names(c.database), http::language_of(request));
}

Result<Response> list(Context& c, const Request& request) {
  const auto info = greenhouse_of(c, request);
  if (!info) return info.error();
  const auto page = read_page(request);
  if (!page) return page.error();
  const auto commands = c.database.read([&](sql::Transaction& t) -> Result<std::vector<actuation::Command>> {
    return actuation::command_store(t).list((*info)->id, page->top);
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
  Body body(request);
  monitor::CommandRequest wanted;
  wanted.thing = (*info)->id;
  wanted.actuator = body.text("actuator");
  const auto action = rules::parse_action(body.text("action"));
  wanted.position = body.maybe_number("position");
  wanted.why = body.maybe_text("why").value_or("");
  if (auto refusal = body.refusal()) return *refusal;
  if (!action)
    return field_problem(request, "action",
                         invalid("应为 open、close、stop 或 set|This must be open, close, stop or set"));
  wanted.action = *action;
  const monitor::By by{request.who.person, "app"};
  const auto command = c.control.with(
      [&](monitor::Monitor& monitor, Instant now) { return monitor.request(wanted, by, now); });
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
  const monitor::By by{request.who.person, "app"};
  const auto command = c.control.with(
      [&](monitor::Monitor& monitor, Instant now) { return monitor.cancel(CommandId(*id), by, "", now); });
  if (!command) return command.error();
  return Response::json(shown(c, request, *command));
}

}  // namespace

http::Routes command_routes(Context& c) {
  const auto of_command = [&c](const Request& request) -> Result<access::Scope> {
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
