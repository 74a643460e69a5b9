#pragma once
// Parses the answer of a device to a command (docs/formats/rules.md, "Commands on the wire"). Accepts
// arbitrary bytes.

#include <string>
#include <string_view>

namespace cunkou::thingsboard {

struct RpcAnswer {
  bool accepted = false;
  std::string reason;  // of the refusal, as the device sent it
};

// Refused: {"accepted": false}, {"success": false}, false, an object with an "error", and invalid JSON.
// Everything else, including an empty payload, is accepted.
RpcAnswer read_rpc_answer(std::string_view payload);

}  // namespace cunkou::thingsboard
