#pragma once
// What became of a batch of readings, as JSON (definitions/api.yaml: IngestReport).

#include <boost/json/object.hpp>
#include <string_view>

#include "things/ingest.hpp"

namespace cunkou::api {

boost::json::object refusal_json(const things::Refusal&, std::string_view language);
boost::json::object report_json(const things::Report&, std::string_view language);

}  // namespace cunkou::api
