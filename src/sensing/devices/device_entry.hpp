#pragma once
// Immutable snapshot of a device and its streams, in memory, so that ingest needs no database. A change makes
// a new snapshot (registry.hpp).

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "access/may.hpp"
#include "base/ids.hpp"
#include "base/string_hash.hpp"
#include "sensing/devices/ingest_stats.hpp"
#include "sensing/devices/line_cache.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/sensorthings/entity.hpp"

namespace cunkou::devices {

struct StreamEntry {
  StreamId id;
  std::string name;      // in telemetry
  std::string quantity;  // of the profile; empty: created by an open profile
  std::string unit;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool number_only = false;
};

StreamEntry stream_entry(const sensorthings::Datastream&);

class DeviceEntry {
 public:
  // The streams of a Thing that no device writes form an entry with device 0 and no profile.
  DeviceEntry(const Device&, access::Scope, const Profile*, const std::vector<sensorthings::Datastream>&,
              std::shared_ptr<IngestStats>);

  DeviceId device;
  ThingId thing;
  std::string name;
  std::string profile;
  std::string token_hash;  // empty: revoked, or no device
  access::Scope scope;
  bool open = false;  // unknown names create streams
  std::vector<StreamEntry> streams;
  std::shared_ptr<IngestStats> stats;
  mutable LineCache lines;  // thread-safe

  const StreamEntry* stream(std::string_view stream_name) const;  // nullptr: no such stream yet
  const StreamEntry* stream(StreamId) const;
  // The profile knows the name and its stream does not exist yet (position of an actuator).
  bool awaits(std::string_view stream_name) const;
  bool has_actuator(std::string_view actuator_name) const;  // "": at least one

 private:
  std::unordered_map<std::string_view, std::size_t> by_name_;  // keys refer to streams[].name
  std::unordered_map<StreamId, std::size_t> by_id_;
  std::unordered_set<std::string, StringHash, std::equal_to<>> awaited_;
  std::unordered_set<std::string, StringHash, std::equal_to<>> actuators_;
};

using Entry = std::shared_ptr<const DeviceEntry>;

}  // namespace cunkou::devices
