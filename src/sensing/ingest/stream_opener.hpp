#pragma once
// Creates the Datastreams of names that a device sends for the first time.

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::sql {
class Database;
}

namespace cunkou::ingest {

class StreamOpener {
 public:
  virtual ~StreamOpener() = default;
  // In a transaction of its own; returns the new entry of the device. Omits names beyond
  // limits::streams_per_device.
  virtual Result<devices::Entry> open_streams(const devices::Entry&,
                                              const std::vector<std::string>& names) = 0;
};

// In the state database and the registry.
class StoredStreamOpener final : public StreamOpener {
 public:
  struct Parts {  // each outlives the opener and is thread-safe
    sql::Database& database;
    series::Store& series;
    devices::Registry& registry;
    const Clock& clock;
    std::string actor;            // in the journal: "device", "cli"
    std::size_t streams_max = 0;  // of one device
  };
  explicit StoredStreamOpener(Parts parts) : parts_(std::move(parts)) {}

  Result<devices::Entry> open_streams(const devices::Entry&, const std::vector<std::string>& names) override;

 private:
  Parts parts_;
};

}  // namespace cunkou::ingest
