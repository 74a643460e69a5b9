#pragma once
// Trial notices go over the channel as notices do; a quiet server sends none.

#include <string_view>

#include "base/clock.hpp"
#include "sensing/notifications/channel_trial.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::notifications {

inline const Label quiet_server{"这台服务器设为只看不发，没有发出", "This server is quiet: nothing was sent"};

class DeliveryTrial final : public ChannelTrial {
 public:
  DeliveryTrial(Deliverer::Options options, const Clock& clock, bool quiet)
      : deliverer_(std::move(options)), clock_(clock), quiet_(quiet) {}
  Result<void> check(const Channel&) const override;
  Result<void> send(const Channel&, const std::string& to) const override;

 private:
  Deliverer deliverer_;
  const Clock& clock_;
  bool quiet_;
};

}  // namespace cunkou::notifications
