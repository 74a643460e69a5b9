#pragma once
// Notified of what ingest accepted. Implemented by app, which passes it to the monitor and to open pages.

#include <span>

#include "base/completion.hpp"
#include "sensing/actuation/device_report.hpp"
#include "sensing/devices/device_entry.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::ingest {

class IngestListener {
 public:
  virtual ~IngestListener() = default;
  // After the commit, mostly on the committer's thread: must be fast and must not wait for a database.
  virtual void readings_committed(const devices::DeviceEntry&, std::span<const series::Reading>) = 0;
  // Call `stored` when the state is stored: the message is complete when all its states are.
  virtual void actuator_report_received(const devices::DeviceEntry&, const actuation::ActuatorReport&,
                                        Completion<> stored) = 0;
};

}  // namespace cunkou::ingest
