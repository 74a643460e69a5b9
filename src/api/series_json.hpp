#pragma once
// Curves for pages: buckets, the comfort band, nights, and what happened.

#include <boost/json/fwd.hpp>

#include "api/context.hpp"
#include "api/greenhouse_json.hpp"
#include "platform/http/request.hpp"

namespace cunkou::api {

// The last day of air temperature in 96 quarters of an hour; null where nothing was measured.
boost::json::value spark_json(const series::Store&, const GreenhouseInfo&, const std::vector<agronomy::Band>&,
                              Instant now);

// GET /api/greenhouses/{id}/series?quantities=&from=&to=&buckets=&step=&figures=
Result<http::Response> show_series(Context&, const http::Request&);
// GET /api/devices/{id}/series, of any device: the same, by the names of its streams, without what a
// greenhouse adds.
Result<http::Response> show_device_series(Context&, const http::Request&);

boost::json::object command_with_steps(Context&, const actuation::Command&, const NameOf&,
                                       std::string_view language);

}  // namespace cunkou::api
