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

bool is_recovering(const MonitorRouteParts& parts, const alarms::Alarm& alarm) {
  return parts.service.query(
      [&](const Monitor& monitor, Instant now) { return monitor.is_recovering(alarm, now); });
}

// Three reads for any number of alarms: changes, deliveries and names.
json::array alarms_json(const MonitorRouteParts& parts, sql::Transaction& t, const Request& request,
                        const std::vector<alarms::Alarm>& all) {
  const auto courses = courses_of(all, alarms::alarm_store(t), notifications::delivery_store(t));
  const auto names = people::person_names(t, persons_in(all, courses));
  json::array out;
  for (auto alarm : all) {
    alarm.recovering = is_recovering(parts, alarm);
    out.push_back(alarm_json(alarm, parts.things.find(alarm.thing).get(), courses.at(alarm.id), names,
                             http::language_of(request)));
  }
  return out;
}

Result<alarms::Alarm> stored_alarm(sql::Transaction& t, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  auto found = alarms::alarm_store(t).get(AlarmId(id));
  if (!found) return not_found({"没有这条告警", "there is no such alarm"});
  return *found;
}

Result<Response> list(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(page, read_page(request));
  alarms::AlarmQuery query;
  query.open_only = request.query_param("state").value_or("open") != "all";
  if (const auto word = request.query_param("severity")) {
    query.severity = rules::parse_severity(*word);
    if (!query.severity)
      return invalid({"severity 应为 watch、no_data 或 danger", "severity must be watch, no_data or danger"});
  }
  query.top = page.top;
  query.skip = page.skip;
  const auto only = request.query_param("greenhouse").value_or("");
  for (const auto& info : parts.things.visible_to(request.who, request.query_param("place")))
    if (only.empty() || only == std::to_string(info->id.value)) query.things.push_back(info->id);
  if (query.things.empty()) return Response::json(json::object{{"count", 0}, {"alarms", json::array()}});
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    const auto found = alarms::alarm_store(t).list(query);
    return Response::json(
        json::object{{"count", found.count}, {"alarms", alarms_json(parts, t, request, found.alarms)}});
  });
}

Result<Response> show(const MonitorRouteParts& parts, const Request& request) {
  return parts.database.read([&](sql::Transaction& t) -> Result<Response> {
    CUNKOU_TRY_VALUE(alarm, stored_alarm(t, request));
    return Response::json(alarms_json(parts, t, request, {alarm}).front());
  });
}

Result<Response> acknowledge(const MonitorRouteParts& parts, const Request& request) {
  CUNKOU_TRY_VALUE(id, request.id_param("id"));
  std::string note;
  if (!request.body.empty()) {
    Body body(request);
    note = body.optional_text("note").value_or("");
    if (auto refusal = body.refusal()) return *refusal;
  }
  const Actor by{request.who.person, "app"};
  CUNKOU_TRY_VALUE(changed, parts.service.change([&](Monitor& monitor, Instant now) {
    return monitor.acknowledge(AlarmId(id), by, note, now);
  }));
  changed.alarm.recovering = is_recovering(parts, changed.alarm);
  std::vector<PersonId> persons;
  add_persons(changed.alarm, changed.course, persons);
  const auto names =
      parts.database.read([&](sql::Transaction& t) { return people::person_names(t, persons); });
  return Response::json(alarm_json(changed.alarm, parts.things.find(changed.alarm.thing).get(),
                                   changed.course, names, http::language_of(request)));
}

}  // namespace

http::Routes alarm_routes(const MonitorRouteParts& parts) {
  const auto of_alarm = [parts](const Request& request) -> Result<access::Scope> {
    const auto alarm = parts.database.read([&](sql::Transaction& t) { return stored_alarm(t, request); });
    if (!alarm) return alarm.error();
    const auto info = parts.things.find(alarm->thing);
    if (!info) return not_found({"没有这条告警", "there is no such alarm"});
    return info->scope;
  };
  return {route(Method::get, "/api/alarms", Permission::see,
                {"List alarms of the visible greenhouses, newest first", "alarms", "", "Alarms"}, {},
                [parts](const Request& r) { return list(parts, r); }),
          route(Method::get, "/api/alarms/{id}", Permission::see,
                {"Show an alarm with its changes and deliveries", "alarms", "", "Alarm"}, of_alarm,
                [parts](const Request& r) { return show(parts, r); }),
          route(Method::post, "/api/alarms/{id}/acknowledge", Permission::acknowledge,
                {"Acknowledge an alarm", "alarms", "Acknowledgement", "Alarm"}, of_alarm,
                [parts](const Request& r) { return acknowledge(parts, r); })};
}

}  // namespace cunkou::monitor
