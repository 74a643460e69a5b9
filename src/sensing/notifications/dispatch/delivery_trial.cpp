#include "sensing/notifications/dispatch/delivery_trial.hpp"

namespace cunkou::notifications {

Result<void> DeliveryTrial::check(const Channel& channel) const { return deliverer_.check(channel); }

Result<void> DeliveryTrial::send(const Channel& channel, const std::string& to) const {
  if (quiet_) return Error{Code::conflict, quiet_server};
  return deliverer_.try_out(channel, to, clock_.now());
}

}  // namespace cunkou::notifications
