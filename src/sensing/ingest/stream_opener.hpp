#pragma once
// Creates the Datastreams of names that a device sends for the first time.

#include <string>
#include <vector>

#include "sensing/devices/registry.hpp"

namespace cunkou::ingest {

class StreamOpener {
 public:
  virtual ~StreamOpener() = default;
  // In a transaction of its own; returns the new entry of the device. Omits names beyond
  // formats::limits::streams_per_device.
  virtual Result<devices::Entry> open_streams(const devices::Entry&,
                                              const std::vector<std::string>& names) = 0;
};

}  // namespace cunkou::ingest
