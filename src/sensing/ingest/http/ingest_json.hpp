#pragma once
// The outcome of a batch of readings as JSON (ingest.api.yaml: IngestReport).

#include <boost/json/object.hpp>
#include <string_view>

#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest {

boost::json::object report_json(const Report&, std::string_view language);

}  // namespace cunkou::ingest
