#pragma once
// Greenhouses as the web app reads them (greenhouses.api.yaml: GreenhouseCard, Greenhouse). Pure:
// everything read elsewhere is a parameter.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <vector>

#include "sensing/greenhouses/advise.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::greenhouses {

// Advice without a sentence has its code alone.
boost::json::array advice_json(const std::vector<monitor::Advice>&, const AdviceSentences&);
boost::json::array bands_json(const std::vector<agronomy::Band>&);

// Without the spark, which is read from series. `connected`: one of its devices is, so that a command goes
// out at once.
boost::json::object card_json(const monitor::ThingInfo&, const monitor::View&,
                              const std::vector<series::Latest>&, const AdviceSentences&, bool connected,
                              Instant now);

boost::json::object actuator_json(const devices::Actuator&, const actuation::ActuatorState*,
                                  boost::json::value last_command, bool connected);

}  // namespace cunkou::greenhouses
