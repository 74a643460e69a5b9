#pragma once
// Parses the answer of a device to a command (docs/formats/rules.md, "Commands on the wire"). Accepts
// arbitrary bytes.

#include <string_view>

#include "sensing/actuation/device_report.hpp"

namespace cunkou::thingsboard {

// Refused: {"accepted": false}, {"success": false}, false, an object with an "error", and invalid JSON.
// Everything else, including an empty payload, is accepted.
actuation::CommandAnswer read_rpc_answer(std::string_view payload);

}  // namespace cunkou::thingsboard
