#pragma once
// Notified of what ingest accepted. Implemented by app, which passes it to the monitor and to open pages.

#include <functional>
#include <span>

#include "base/result.hpp"
#include "sensing/actuation/device_report.hpp"
#include "sensing/devices/device_entry.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::ingest {

class IngestListener {
 public:
  using Stored = std::function<void(const Result<void>&)>;

  virtual ~IngestListener() = default;
  // After the commit, mostly on the committer's thread: must be fast and must not wait for a database.
  virtual void readings_committed(const devices::DeviceEntry&, std::span<const series::Reading>) = 0;
  // Call `stored` once, from any thread: the message is complete when all its states are stored.
  virtual void actuator_report_received(const devices::DeviceEntry&, const actuation::ActuatorReport&,
                                        Stored stored) = 0;
};

}  // namespace cunkou::ingest
