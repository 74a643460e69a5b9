#pragma once
// Creates Datastreams in the state database and the registry.

#include "base/clock.hpp"
#include "platform/sql/database.hpp"
#include "sensing/ingest/stream_opener.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::ingest {

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
