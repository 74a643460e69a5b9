#pragma once
// Interface of the device gateway to the rest of the server. Implemented by app; thread-safe.

#include <string_view>

#include "base/ids.hpp"
#include "sensing/actuation/device_report.hpp"

namespace cunkou::ingest {

class GatewayListener {
 public:
  virtual ~GatewayListener() = default;
  // Another process may have registered a device: renew the registry. On the worker pool.
  virtual void unknown_token() = 0;
  // A connection of the device began or ended; another may still be open. On the gateway's executor.
  virtual void connections_changed(DeviceId) = 0;
  // Must be fast and must not wait for a database.
  virtual void command_answered(ThingId, CommandId, const actuation::CommandAnswer&) = 0;
  // For the log: a connection that the server refused or closed.
  virtual void connection_refused(std::string_view line) = 0;
  // For the operator: a job that failed.
  virtual void failed(std::string_view what) = 0;
};

class DeviceMessenger {
 public:
  virtual ~DeviceMessenger() = default;
  // To the sessions of the device that subscribed to the topic.
  virtual void send(DeviceId, std::string_view topic, std::string_view payload) = 0;
};

}  // namespace cunkou::ingest
