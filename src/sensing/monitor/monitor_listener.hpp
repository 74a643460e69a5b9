#pragma once
// Changes of the monitor as values, and the interface of those who get them.

#include <variant>
#include <vector>

#include "sensing/actuation/actuator_state.hpp"
#include "sensing/monitor/courses.hpp"
#include "sensing/notifications/escalation.hpp"
#include "sensing/rules/severity.hpp"

namespace cunkou::monitor {

struct AlarmChanged {
  alarms::Alarm alarm;
  alarms::AlarmChangeKind change = alarms::AlarmChangeKind::raised;
  Instant at;
  AlarmCourse course;                          // whole, as the same transaction left it
  std::vector<notifications::Notice> notices;  // planned with this change: their deliveries are in `course`
};

struct CommandChanged {
  CommandCourse course;  // its last change is this one
};

struct ActuatorChanged {
  actuation::ActuatorState state;
};

struct StatusChanged {
  ThingId thing;
  rules::ThingStatus status = rules::ThingStatus::no_data;
  Instant since;
};

struct ConnectionChanged {
  ThingId thing;
  DeviceId device;
  bool connected = false;
};

using Change = std::variant<AlarmChanged, CommandChanged, ActuatorChanged, StatusChanged, ConnectionChanged>;
using Changes = std::vector<Change>;  // in the order of the commits

class MonitorListener {
 public:
  virtual ~MonitorListener() = default;
  // After the commit, one call at a time, without a lock that a query or the commit of another change waits
  // for. The call that made a change returns after it, and one that makes another change waits for it before
  // it returns: a slow listener delays requests. Must not call the MonitorService.
  virtual void changed(const Changes&) = 0;
};

}  // namespace cunkou::monitor
