#pragma once
// The course of alarms and commands for pages. Each function reads a whole page at once: the number of reads
// does not depend on the number of alarms or commands.

#include <span>
#include <unordered_map>
#include <vector>

#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::monitor {

struct AlarmCourse {
  std::vector<alarms::AlarmChange> changes;
  std::vector<notifications::Delivery> deliveries;
};

struct CommandCourse {
  actuation::Command command;
  std::vector<actuation::CommandChange> changes;
};

using AlarmCourses = std::unordered_map<AlarmId, AlarmCourse>;  // holds each of the alarms

AlarmCourses courses_of(const std::vector<alarms::Alarm>&, alarms::AlarmStore&,
                        notifications::DeliveryStore&);  // two reads
// One read, in the order of the commands.
std::vector<CommandCourse> courses_of(std::vector<actuation::Command>, actuation::CommandStore&);

// Persons whose names the JSON shows; some may be repeated.
void add_persons(const alarms::Alarm&, const AlarmCourse&, std::vector<PersonId>&);
std::vector<PersonId> persons_in(const std::vector<alarms::Alarm>&, const AlarmCourses&);
std::vector<PersonId> persons_in(std::span<const CommandCourse>);

}  // namespace cunkou::monitor
