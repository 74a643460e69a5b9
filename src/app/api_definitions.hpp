#pragma once
// definitions/api.yaml as JSON: for api/openapi.hpp.

#include <boost/json/fwd.hpp>
#include <filesystem>

#include "base/result.hpp"

namespace cunkou::app {

// Refuses, naming the file and the line, what is no YAML or has other keys than `schemas` and `parameters`.
Result<boost::json::object> read_api_definitions(const std::filesystem::path& file);

}  // namespace cunkou::app
