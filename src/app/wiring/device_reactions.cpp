#include "app/wiring/device_reactions.hpp"

#include <spdlog/spdlog.h>

namespace cunkou::app {
namespace {

constexpr mqtt::Qos at_least_once = 1;

}  // namespace

void ReadingReactions::readings_committed(const devices::DeviceEntry&,
                                          std::span<const series::Reading> readings) {
  monitor_service_.observe(readings);
  live_.readings_committed(readings);
  if (feed_) feed_->readings_committed(readings);
}

void ReadingReactions::actuator_report_received(const devices::DeviceEntry& entry,
                                                const actuation::ActuatorReport& report,
                                                Completion<> stored) {
  monitor_service_.actuator_reported(entry.thing, report, std::move(stored));
}

Result<devices::Entry> StreamReactions::open_streams(const devices::Entry& entry,
                                                     const std::vector<std::string>& names) {
  auto opened = opener_.open_streams(entry, names);
  const auto thing = entry->thing;
  if (!opened || !things_.find(thing)) return opened;
  const auto posted = pool_.post([this, thing] {
    things_.refresh();
    monitor_service_.thing_changed(thing);
  });
  if (!posted)
    log_.warn("a new stream is not monitored before the next change of its thing: " +
              posted.error().reason.en);
  return opened;
}

void GatewayReactions::connections_changed(DeviceId device) {
  monitor_service_.device_connected(device, server_->connected(device));
}

void GatewayReactions::command_answered(ThingId thing, CommandId id, const actuation::CommandAnswer& answer) {
  monitor_service_.device_answered(thing, id, answer);
}

void GatewayReactions::connection_refused(std::string_view line) { spdlog::debug("{}", line); }

void GatewayReactions::failed(std::string_view what) { log_.error(what); }

void GatewayReactions::send(DeviceId device, std::string_view topic, std::string_view payload) {
  if (server_) server_->publish_to(device, topic, payload, at_least_once, false);
}

}  // namespace cunkou::app
