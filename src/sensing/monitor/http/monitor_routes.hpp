#pragma once
// Alarms, commands, rules and live updates of the things that a person may see.

#include <string>

#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

struct MonitorRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  const ThingDirectory& things;  // of one kind or of all
  MonitorService& service;
};

// Below the path of the things of one kind, e.g. "/api/greenhouses".
http::Routes rule_routes(const MonitorRouteParts&, const std::string& path);  // thresholds
http::Routes thing_command_routes(const MonitorRouteParts&, const std::string& path);

// Of the things of all kinds.
http::Routes command_routes(const MonitorRouteParts&);
http::Routes alarm_routes(const MonitorRouteParts&);
http::Routes live_routes(const MonitorRouteParts&);  // server-sent events

}  // namespace cunkou::monitor
