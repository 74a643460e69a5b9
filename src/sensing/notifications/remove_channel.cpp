#include "sensing/notifications/remove_channel.hpp"

namespace cunkou::notifications {

Result<void> remove_channel(journal::Act& act, ChannelStore& channels, ChannelId id) {
  if (!channels.get(id)) return no_such_channel();
  channels.end(id, act.at);
  act.record("remove_channel", subject(id));
  return {};
}

}  // namespace cunkou::notifications
