#pragma once
// Manifest of the capability notifications: the routes of channels, the dispatch of what is due, metrics.

#include <string>
#include <vector>

#include "platform/capability/manifest.hpp"
#include "platform/capability/platform.hpp"
#include "sensing/notifications/channel_trial.hpp"

namespace cunkou::notifications {

class NotificationDispatcher;

struct Parts {  // each outlives the manifest and is thread-safe
  const ChannelTrial& trial;
  std::vector<std::string> operator_programs;  // names of the programs that the operator bound
  NotificationDispatcher* dispatcher;          // none: the server is quiet, what is due is withdrawn
};

capability::Manifest manifest(const capability::Platform&, const Parts&);

}  // namespace cunkou::notifications
