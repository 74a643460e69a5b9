#pragma once
// The owners of Datastreams, and the entry for new Observations of the SensorThings API. Implemented by
// ingest. Thread-safe.

#include <optional>
#include <string_view>
#include <vector>

#include "access/may.hpp"
#include "base/completion.hpp"
#include "base/result.hpp"
#include "sensing/formats/parsed_reading.hpp"
#include "sensing/sensorthings/observation_body.hpp"

namespace cunkou::sensorthings {

class ObservationWriter {
 public:
  struct Owner {      // of a Datastream
    DeviceId device;  // 0: no device writes it, it is the Thing's own
    ThingId thing;
    access::Scope scope;
  };

  virtual ~ObservationWriter() = default;
  virtual std::optional<ThingId> thing_of(DeviceId) const = 0;
  virtual std::optional<Owner> owner_of(StreamId) const = 0;

  // Calls `done` once, from any thread: after the commit with the time at which the Observation is stored, or
  // with the refusal. An Observation without a time gets one at which its Datastream has none.
  virtual void write(StreamId, ObservationBody, Completion<Instant> done) = 0;
  // Blocks until the commit. All Datastreams have one owner. Returns the time at which each reading is
  // stored; nullopt: refused.
  virtual Result<std::vector<std::optional<Instant>>> write_all(formats::ParsedReadings, Instant now) = 0;
  // Counts a message of a device that was refused as a whole, for its page.
  virtual void count_refusal(DeviceId, const Error&, std::string_view text) = 0;
};

}  // namespace cunkou::sensorthings
