#pragma once
// Turns changes of the monitor into live updates of open pages (http/live.api.yaml: LiveUpdates). Reads
// nothing but the names of persons, and that only while a page is open.

#include "platform/http/live_updates.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/monitor_listener.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

class LiveMonitorUpdates final : public MonitorListener {
 public:
  LiveMonitorUpdates(http::LiveUpdates& live, sql::Database& database, const ThingDirectory& things)
      : live_(live), database_(database), things_(things) {}  // outlive this

  void changed(const Changes&) override;

 private:
  void publish(const AlarmChanged&);
  void publish(const CommandChanged&);
  void publish(const ActuatorChanged&);
  void publish(const StatusChanged&);
  void publish(const ConnectionChanged&);

  http::LiveUpdates& live_;
  sql::Database& database_;
  const ThingDirectory& things_;
};

}  // namespace cunkou::monitor
