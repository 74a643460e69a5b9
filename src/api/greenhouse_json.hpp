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
#include "control/monitor.hpp"
#include "series/store.hpp"

namespace cunkou::api {

using NameOf = std::function<std::string(PersonId)>;  // "" for nobody

boost::json::value iso_or_null(const std::optional<Instant>&);
boost::json::object params_json(const control::Params&);

// The last reading of a stream. It is `stale` after three of its intervals, `staleAfter`; without an interval
// never.
boost::json::object latest_json(const series::Point&, const std::string& unit, Duration interval,
                                Instant now);
boost::json::object place_json(const GreenhouseInfo&);
boost::json::value household_json(const GreenhouseInfo&);
boost::json::array advice_json(const std::vector<control::Advice>&);
boost::json::array bands_json(const std::vector<agronomy::Band>&);

// Without the spark, which is read from series. `connected`: one of its devices is, so that a command goes
// out at once.
boost::json::object card_json(const GreenhouseInfo&, const control::View&, const std::vector<series::Latest>&,
                              bool connected, Instant now);

boost::json::object actuator_json(const things::Actuator&, const control::ActuatorState*,
                                  boost::json::value last_command, bool connected);

// What became of an alarm: its steps, and who was told.
struct AlarmCourse {
  std::vector<control::AlarmStep> steps;
  std::vector<control::Delivery> deliveries;
};
boost::json::object alarm_json(const control::Alarm&, const GreenhouseInfo*, const AlarmCourse&,
                               const NameOf&, std::string_view language);
boost::json::object command_json(const control::Command&, const std::vector<control::CommandStep>&,
                                 const NameOf&, std::string_view language);
boost::json::object rule_json(const control::RuleView&);

}  // namespace cunkou::api
