#pragma once
// The kinds that are registered with the monitor, for changes over SensorThings.

#include "sensing/monitor/thing_kinds.hpp"
#include "sensing/sensorthings/monitored_kinds.hpp"

namespace cunkou::app {

class RegisteredKinds final : public sensorthings::MonitoredKinds {
 public:
  explicit RegisteredKinds(const monitor::ThingKinds& kinds) : kinds_(kinds) {}  // outlive this
  bool contains(std::string_view kind) const override { return kinds_.find_kind(kind); }

 private:
  const monitor::ThingKinds& kinds_;
};

}  // namespace cunkou::app
