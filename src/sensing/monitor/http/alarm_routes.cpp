#include "sensing/monitor/http/monitor_routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/people/person_names.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/page.hpp"
#include "platform/http/problem.hpp"
#include "platform/sql/database.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/monitor/monitor_json.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Body;
using http::Method;
using http::read_page;
using http::Request;
using http::Response;
using http::route;

json::object with_course(const MonitorRouteParts& parts, const Request& request, const alarms::Alarm& alarm,
                         const NameOf& names) {
  const auto course = parts.database.read([&](sql::Transaction& t) -> Result<AlarmCourse> {
    return AlarmCourse{alarms::alarm_store(t).steps(alarm.id), notifications::delivery_store(t).of(alarm.id)};
  });
  return alarm_json(alarm, parts.greenhouses.find(alarm.thing).get(), *course, names,
                    http::language_of(request));
}

Result<alarms::Alarm> stored_alarm(const MonitorRouteParts& parts, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  return parts.database.read([&](sql::Transaction& t) -> Result<alarms::Alarm> {
    auto found = alarms::alarm_store(t).get(AlarmId(*id));
    if (!found) return not_found("没有这条告警|there is no such alarm");
    return *found;
  });
}

Result<Response> list(const MonitorRouteParts& parts, const Request& request) {
  const auto page = read_page(request);
  if (!page) return page.error();
  alarms::AlarmQuery query;
  query.open_only = request.query_param("state").value_or("open") != "all";
  if (const auto word = request.query_param("severity")) {
    query.severity = rules::parse_severity(*word);
    if (!query.severity)
      return invalid("severity 应为 watch、no_data 或 danger|severity must be watch, no_data or danger");
  }
  query.top = page->top;
  query.skip = page->skip;
  const auto only = request.query_param("greenhouse").value_or("");
  for (const auto& info : parts.greenhouses.visible_to(request.who, request.query_param("place")))
    if (only.empty() || only == std::to_string(info->id.value)) query.things.push_back(info->id);
  alarms::AlarmPage found;
  if (!query.things.empty())
    found = *parts.database.read(
        [&](sql::Transaction& t) -> Result<alarms::AlarmPage> { return alarms::alarm_store(t).list(query); });
  const auto names = people::person_names(parts.database);
  json::array out;
  for (const auto& alarm : found.alarms) out.push_back(with_course(parts, request, alarm, names));
  return Response::json(json::object{{"count", found.count}, {"alarms", std::move(out)}});
}

Result<Response> show(const MonitorRouteParts& parts, const Request& request) {
  const auto alarm = stored_alarm(parts, request);
  if (!alarm) return alarm.error();
  return Response::json(with_course(parts, request, *alarm, people::person_names(parts.database)));
}

Result<Response> acknowledge(const MonitorRouteParts& parts, const Request& request) {
  const auto id = request.id_param("id");
  if (!id) return id.error();
  std::string note;
  if (!request.body.empty()) {
    Body body(request);
    note = body.maybe_text("note").value_or("");
    if (auto refusal = body.refusal()) return *refusal;
  }
  const Actor by{request.who.person, "app"};
  const auto alarm = parts.service.with(
      [&](Monitor& monitor, Instant now) { return monitor.acknowledge(AlarmId(*id), by, note, now); });
  if (!alarm) return alarm.error();
  return Response::json(with_course(parts, request, *alarm, people::person_names(parts.database)));
}

}  // namespace

http::Routes alarm_routes(const MonitorRouteParts& parts) {
  const auto of_alarm = [parts](const Request& request) -> Result<access::Scope> {
    const auto alarm = stored_alarm(parts, request);
    if (!alarm) return alarm.error();
    const auto info = parts.greenhouses.find(alarm->thing);
    if (!info) return not_found("没有这条告警|there is no such alarm");
    return info->scope;
  };
  return {route(Method::get, "/api/alarms", Permission::see,
                {"Alarms of the greenhouses one may see, newest first", "alarms", "", "Alarms"}, {},
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::get, "/api/alarms/{id}", Permission::see,
                {"One alarm, its course, and who was told", "alarms", "", "Alarm"}, of_alarm,
                [parts](const Request& r) { return show(parts, r); }),
          route(Method::post, "/api/alarms/{id}/acknowledge", Permission::acknowledge,
                {"Take an alarm in hand", "alarms", "Acknowledgement", "Alarm"}, of_alarm,
                [parts](const Request& r) { return acknowledge(parts, r); })};
}

}  // namespace cunkou::monitor
