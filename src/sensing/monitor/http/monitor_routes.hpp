#pragma once
// Alarms, commands, rules, and what happens as it happens, of the greenhouses that one may see.

#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/monitor/service/monitor_service.hpp"

namespace cunkou::monitor {

struct MonitorRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const GreenhouseDirectory& greenhouses;
  MonitorService& service;
};

http::Routes rule_routes(const MonitorRouteParts&);  // thresholds, and the crops they come from
http::Routes command_routes(const MonitorRouteParts&);
http::Routes alarm_routes(const MonitorRouteParts&);
http::Routes live_routes(const MonitorRouteParts&);  // server-sent events

}  // namespace cunkou::monitor
