#pragma once
// Alarms, commands, rules and live updates of the things that a person may see.

#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

struct MonitorRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const ThingDirectory& things;
  MonitorService& service;
};

http::Routes rule_routes(const MonitorRouteParts&);  // thresholds
http::Routes command_routes(const MonitorRouteParts&);
http::Routes alarm_routes(const MonitorRouteParts&);
http::Routes live_routes(const MonitorRouteParts&);  // server-sent events

}  // namespace cunkou::monitor
