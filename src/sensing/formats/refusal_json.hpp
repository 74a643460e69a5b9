#pragma once
// A refused reading as JSON (formats.api.yaml: Refusal).

#include <boost/json/object.hpp>
#include <string_view>

#include "sensing/formats/refusal.hpp"

namespace cunkou::formats {

boost::json::object refusal_json(const Refusal&, std::string_view language);

}  // namespace cunkou::formats
