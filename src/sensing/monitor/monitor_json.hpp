#pragma once
// Alarms, commands and rules as the web app reads them (http/*.api.yaml: Alarm, Command, Rule). Pure:
// everything read elsewhere is a parameter. Texts are in one language.

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "core/people/person_names.hpp"
#include "sensing/monitor/courses.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor {

using people::NameOf;

boost::json::object params_json(const rules::Params&);
boost::json::object place_json(const ThingInfo&);
boost::json::value household_json(const ThingInfo&);

boost::json::object alarm_json(const alarms::Alarm&, const ThingInfo*, const AlarmCourse&, const NameOf&,
                               std::string_view language);
boost::json::object command_json(const CommandCourse&, const NameOf&, std::string_view language);
boost::json::object rule_json(const RuleView&);

}  // namespace cunkou::monitor
