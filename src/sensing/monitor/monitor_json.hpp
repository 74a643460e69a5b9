#pragma once
// Alarms, commands and rules as the web app reads them (definitions/api.yaml: Alarm, Command, Rule). Pure:
// what is read elsewhere is a parameter. Texts are in one language.

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "core/people/person_names.hpp"
#include "sensing/monitor/courses.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/monitor/monitor.hpp"

namespace cunkou::monitor {

using people::NameOf;

boost::json::object params_json(const rules::Params&);
boost::json::object place_json(const GreenhouseInfo&);
boost::json::value household_json(const GreenhouseInfo&);

boost::json::object alarm_json(const alarms::Alarm&, const GreenhouseInfo*, const AlarmCourse&, const NameOf&,
                               std::string_view language);
boost::json::object command_json(const CommandCourse&, const NameOf&, std::string_view language);
boost::json::object rule_json(const RuleView&);

}  // namespace cunkou::monitor
