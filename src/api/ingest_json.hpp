#pragma once
// What became of a batch of readings, as JSON (definitions/api.yaml: IngestReport).

#include <boost/json/object.hpp>
#include <string_view>

#include "sensing/ingest/ingest.hpp"

namespace cunkou::api {

boost::json::object refusal_json(const formats::Refusal&, std::string_view language);
boost::json::object report_json(const ingest::Report&, std::string_view language);

}  // namespace cunkou::api
