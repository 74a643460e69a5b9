#pragma once
// Ends a notification channel: it stays stored for the deliveries that went over it, and is found no more.

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {

// Refuses an unknown channel and one that has ended.
Result<void> remove_channel(journal::Act&, ChannelStore&, ChannelId);

}  // namespace cunkou::notifications
