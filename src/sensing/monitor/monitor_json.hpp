#pragma once
// Alarms, commands and rules as the web app reads them (http/*.api.yaml: Alarm, Command, Rule). Pure:
// whatever has to be looked up is given. Texts are in one language.

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "core/people/person_names.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/monitor/monitor.hpp"

namespace cunkou::monitor {

using people::NameOf;

boost::json::object params_json(const rules::Params&);
boost::json::object place_json(const GreenhouseInfo&);
boost::json::value household_json(const GreenhouseInfo&);

// The course of an alarm: its steps and deliveries.
struct AlarmCourse {
  std::vector<alarms::AlarmStep> steps;
  std::vector<notifications::Delivery> deliveries;
};
boost::json::object alarm_json(const alarms::Alarm&, const GreenhouseInfo*, const AlarmCourse&, const NameOf&,
                               std::string_view language);
boost::json::object command_json(const actuation::Command&, const std::vector<actuation::CommandStep>&,
                                 const NameOf&, std::string_view language);
// Reads the command's steps; not within a transaction.
boost::json::object command_with_steps(sql::Database&, const actuation::Command&, const NameOf&,
                                       std::string_view language);
boost::json::object rule_json(const RuleView&);

}  // namespace cunkou::monitor
