#pragma once
// What a device answers to a command (docs/formats/rules.md, "Commands on the wire"). Any bytes may be given.

#include <string>
#include <string_view>

namespace cunkou::formats {

struct RpcAnswer {
  bool accepted = false;
  std::string reason;  // why it was not, in the device's words
};

// Refused is {"accepted": false}, {"success": false}, false, whatever names an "error", and what is no JSON;
// anything else, nothing too, is accepted.
RpcAnswer read_rpc_answer(std::string_view payload);

}  // namespace cunkou::formats
