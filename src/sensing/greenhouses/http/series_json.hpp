#pragma once
// Curves for the pages of greenhouses: buckets, the comfort band, nights, alarms and commands.

#include <boost/json/value.hpp>

#include "platform/http/request.hpp"
#include "sensing/greenhouses/http/greenhouse_routes.hpp"

namespace cunkou::greenhouses {

// The last day of air temperature in 96 quarters of an hour; null where nothing was measured.
boost::json::value spark_json(const series::Store&, const monitor::ThingInfo&,
                              const std::vector<agronomy::Band>&, Instant now);

// GET /api/greenhouses/{id}/series?quantities=&from=&to=&buckets=&step=&figures=
Result<http::Response> show_series(const GreenhouseRouteParts&, const http::Request&);

}  // namespace cunkou::greenhouses
