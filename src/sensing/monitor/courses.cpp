#include "sensing/monitor/courses.hpp"

namespace cunkou::monitor {

AlarmCourses courses_of(const std::vector<alarms::Alarm>& all, alarms::AlarmStore& alarms,
                        notifications::DeliveryStore& deliveries) {
  std::vector<AlarmId> ids;
  AlarmCourses courses;
  for (const auto& alarm : all) {
    ids.push_back(alarm.id);
    courses[alarm.id];
  }
  if (ids.empty()) return courses;
  for (auto& change : alarms.changes_of(ids)) courses[change.alarm].changes.push_back(std::move(change));
  for (auto& delivery : deliveries.of(ids)) courses[delivery.alarm].deliveries.push_back(std::move(delivery));
  return courses;
}

std::vector<CommandCourse> courses_of(std::vector<actuation::Command> all,
                                      actuation::CommandStore& commands) {
  std::vector<CommandId> ids;
  std::vector<CommandCourse> courses;
  std::unordered_map<CommandId, std::size_t> index;
  for (auto& command : all) {
    ids.push_back(command.id);
    index[command.id] = courses.size();
    courses.push_back({std::move(command), {}});
  }
  if (ids.empty()) return courses;
  for (auto& change : commands.changes_of(ids))
    courses[index.at(change.command)].changes.push_back(std::move(change));
  return courses;
}

void add_persons(const alarms::Alarm& alarm, const AlarmCourse& course, std::vector<PersonId>& persons) {
  if (alarm.acknowledged_by) persons.push_back(alarm.acknowledged_by);
  for (const auto& change : course.changes)
    if (change.person) persons.push_back(change.person);
  for (const auto& delivery : course.deliveries)
    if (delivery.person) persons.push_back(delivery.person);
}

std::vector<PersonId> persons_in(const std::vector<alarms::Alarm>& all, const AlarmCourses& courses) {
  std::vector<PersonId> persons;
  for (const auto& alarm : all) add_persons(alarm, courses.at(alarm.id), persons);
  return persons;
}

std::vector<PersonId> persons_in(std::span<const CommandCourse> courses) {
  std::vector<PersonId> persons;
  for (const auto& course : courses)
    if (course.command.person) persons.push_back(course.command.person);
  return persons;
}

}  // namespace cunkou::monitor
