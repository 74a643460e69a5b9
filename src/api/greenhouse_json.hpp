#pragma once
// Greenhouses, alarms and commands as the web app reads them (definitions/api.yaml: GreenhouseCard,
// Greenhouse, Alarm, Command). Pure: whatever has to be evaluated up is given. What the program says stands
// in the one language.

#include <boost/json/fwd.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/greenhouse_directory.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::api {

using NameOf = std::function<std::string(PersonId)>;  // "" for nobody

boost::json::value iso_or_null(const std::optional<Instant>&);
boost::json::object params_json(const rules::Params&);

// The last reading of a stream. It is `late` after three of its intervals, `lateAfter`; without an interval
// never.
boost::json::object latest_json(const series::Point&, const std::string& unit, Duration interval,
                                Instant now);
boost::json::object place_json(const GreenhouseInfo&);
boost::json::value household_json(const GreenhouseInfo&);
boost::json::array advice_json(const std::vector<monitor::Advice>&);
boost::json::array bands_json(const std::vector<agronomy::Band>&);

// Without the spark, which is read from series. `connected`: one of its devices is, so that a command goes
// out at once.
boost::json::object card_json(const GreenhouseInfo&, const monitor::View&, const std::vector<series::Latest>&,
                              bool connected, Instant now);

boost::json::object actuator_json(const devices::Actuator&, const actuation::ActuatorState*,
                                  boost::json::value last_command, bool connected);

// What became of an alarm: its steps, and who was told.
struct AlarmCourse {
  std::vector<alarms::AlarmStep> steps;
  std::vector<notifications::Delivery> deliveries;
};
boost::json::object alarm_json(const alarms::Alarm&, const GreenhouseInfo*, const AlarmCourse&, const NameOf&,
                               std::string_view language);
boost::json::object command_json(const actuation::Command&, const std::vector<actuation::CommandStep>&,
                                 const NameOf&, std::string_view language);
boost::json::object rule_json(const monitor::RuleView&);

}  // namespace cunkou::api
