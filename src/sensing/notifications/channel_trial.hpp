#pragma once
// A channel tried before it is relied on.

#include <string>

#include "base/result.hpp"
#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {

class ChannelTrial {
 public:
  virtual ~ChannelTrial() = default;
  // Whether a channel's target can be one: refused when it is added, not only when a notice is sent.
  virtual Result<void> check(const Channel&) const = 0;
  // Sends a trial notice, a program's to that phone number, and waits for the answer.
  virtual Result<void> send(const Channel&, const std::string& to) const = 0;
};

}  // namespace cunkou::notifications
