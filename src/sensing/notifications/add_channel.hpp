#pragma once
// Adds a notification channel to a place.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/places/place.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/channel_trial.hpp"

namespace cunkou::notifications {

struct AddChannel {  // as a person writes it
  std::string kind, name, target;
  std::optional<std::string> min_severity, escalation_step;  // none: those of a Channel
};

// Refuses an unknown kind, severity or escalation step, a bad name, an empty target, a program that is not
// among `operator_programs`, and a target that ChannelTrial::check() refuses.
Result<Channel> add_channel(journal::Act&, ChannelStore&, const ChannelTrial&,
                            const std::vector<std::string>& operator_programs, const places::Place&,
                            const AddChannel&);

}  // namespace cunkou::notifications
