#include "sensing/monitor/http/monitor_routes.hpp"

#include <boost/json.hpp>

#include "core/people/person_names.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/page.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/monitor/monitor_json.hpp"

namespace cunkou::monitor {
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

Result<actuation::Command> stored_command(sql::Transaction& t, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  auto found = actuation::command_store(t).get(CommandId(id));
  if (!found) return not_found({"没有这条操作", "there is no such command"});
  return *found;
}

// Two reads for any number of commands: changes and names.
json::array commands_json(sql::Transaction& t, const Request& request, std::vector<actuation::Command> all) {
  const auto courses = courses_of(std::move(all), actuation::command_store(t));
  const auto names = people::person_names(t, persons_in(courses));
  json::array out;
  for (const auto& course : courses) out.push_back(command_json(course, names, http::language_of(request)));
  return out;
}

// The result of a change: with the changes that the monitor has in memory.
Result<Response> changed(const MonitorRouteParts& parts, const Request& request,
                         const Result<CommandCourse>& course, int status) {
  if (!course) return course.error();
  const auto names = parts.database.read([&](sql::Transaction& t) {
    return people::person_names(t, persons_in({&*course, 1}));
  });
  return Response::json(command_json(*course, names, http::language_of(request)), status);
}

Result<Response> list(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, find_thing(parts.things, request.id_param("id")));
  CUNKOU_TRY_VALUE(page, read_page(request));
  return parts.database.read([&](sql::Transaction& t) {
    auto commands = actuation::command_store(t).list(info->id, page.top);
    return Response::json(json::object{{"commands", commands_json(t, request, std::move(commands))}});
  });
}

Result<Response> request_command(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(info, find_thing(parts.things, request.id_param("id")));
  Body body(request);
  CommandRequest wanted;
  wanted.thing = info->id;
  wanted.actuator = body.text("actuator");
  const auto action = actuation::parse_action(body.text("action"));
  wanted.position = body.optional_number("position");
  wanted.why = body.optional_text("why").value_or("");
  if (auto refusal = body.refusal()) return *refusal;
  if (!action)
    return field_problem(request, "action",
                         invalid({"应为 open、close、stop 或 set", "This must be open, close, stop or set"}));
  wanted.action = *action;
  const Actor by{request.who.person, "app"};
  const auto course = parts.service.change([&](Monitor& monitor, Instant now) -> Result<CommandCourse> {
    CUNKOU_TRY_VALUE(command, monitor.request(wanted, by, now));
    return monitor.course_of(command.id).value();
  });
  return changed(parts, request, course, 201);
}

Result<Response> show(const MonitorRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(command, stored_command(t, request));
    return Response::json(commands_json(t, request, {command}).front());
  });
}

Result<Response> cancel(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  const Actor by{request.who.person, "app"};
  const auto course = parts.service.change([&](Monitor& monitor, Instant now) -> Result<CommandCourse> {
    CUNKOU_TRY_VALUE(command, monitor.cancel(CommandId(id), by, "", now));
    return monitor.course_of(command.id).value();
  });
  return changed(parts, request, course, 200);
}

}  // namespace

http::Routes thing_command_routes(const MonitorRouteParts& parts, const std::string& path) {
  const auto at = [parts](const Request& r) { return scope_of_thing(parts.things, r.id_param("id")); };
  return {route(Method::get, path + "/{id}/commands", Permission::see,
                {"List the latest commands", "commands", "", "Commands"}, at,
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::post, path + "/{id}/commands", Permission::command,
                {"Open, close, stop or set an actuator", "commands", "CommandRequest", "Command"}, at,
                [parts](const Request& r) { return request_command(parts, r); })};
}

http::Routes command_routes(const MonitorRouteParts& parts) {
  const auto of_command = [parts](const Request& request) -> Result<access::Scope> {
    const auto command = parts.database.read([&](sql::Transaction& t) { return stored_command(t, request); });
    if (!command) return command.error();
    const auto info = parts.things.find(command->thing);
    if (!info) return not_found({"没有这条操作", "there is no such command"});
    return info->scope;
  };
  return {route(Method::get, "/api/commands/{id}", Permission::see,
                {"Show a command with its changes", "commands", "", "Command"}, of_command,
                [parts](const Request& r) { return show(parts, r); }),
          route(Method::post, "/api/commands/{id}/cancel", Permission::command,
                {"Cancel a command that has not been sent", "commands", "", "Command"}, of_command,
                [parts](const Request& r) { return cancel(parts, r); })};
}

}  // namespace cunkou::monitor
