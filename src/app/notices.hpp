#pragma once
// Notices from the store to the dispatcher: what is due, over which channel, and whether it still has to go
// out.

#include "app/config.hpp"
#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/monitor_listener.hpp"
#include "sensing/monitor/thing_directory.hpp"
#include "sensing/notifications/channel_trial.hpp"
#include "sensing/notifications/dispatch/notification_dispatcher.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::app {

inline constexpr std::string_view quiet_server =
    "这台服务器设为只看不发，没有发出|This server is quiet: nothing was sent";

notifications::Deliverer deliverer(const Config&);

// Trials go the way that notices go; a quiet server sends none.
class DeliveryTrial final : public notifications::ChannelTrial {
 public:
  DeliveryTrial(const Config& config, const Clock& clock) : config_(config), clock_(clock) {}
  Result<void> check(const notifications::Channel&) const override;
  Result<void> send(const notifications::Channel&, const std::string& to) const override;

 private:
  const Config& config_;
  const Clock& clock_;
};

// Polls the dispatcher when the monitor has stored deliveries; none: a quiet server.
class DispatcherWaker final : public monitor::MonitorListener {
 public:
  explicit DispatcherWaker(const std::unique_ptr<notifications::NotificationDispatcher>& dispatcher)
      : dispatcher_(dispatcher) {}
  void changed(const monitor::Changes&) override;

 private:
  const std::unique_ptr<notifications::NotificationDispatcher>& dispatcher_;
};

// `told` is called after each outcome was written, on a dispatcher's thread; so is `about`, for what the
// notice says of its alarm.
using About = std::function<notifications::NotificationContext(const alarms::Alarm&)>;
notifications::NotificationDispatcher::Queue notice_queue(sql::Database&, About about,
                                                          std::function<void(AlarmId)> told);

// `info` may be null: the greenhouse is gone. The link is of public_url, if there is one.
notifications::NotificationContext context_of(const alarms::Alarm&, const monitor::ThingInfo* info,
                                              const std::string& public_url);

}  // namespace cunkou::app
