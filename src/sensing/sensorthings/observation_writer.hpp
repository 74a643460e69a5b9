#pragma once
// What the SensorThings API needs of the devices that write its Datastreams, and the way by which new
// Observations come in. Implemented by ingest. Thread-safe.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "access/may.hpp"
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
  using Completion = std::function<void(const Result<void>&)>;

  virtual ~ObservationWriter() = default;
  virtual std::optional<ThingId> thing_of(DeviceId) const = 0;
  virtual std::optional<Owner> owner_of(StreamId) const = 0;

  // `done` is called once, after the commit or with the refusal; from any thread.
  virtual void write(StreamId, ObservationBody, Completion done) = 0;
  // Waits. All are of Datastreams of one owner. Gives the places of those that were refused, in order.
  virtual Result<std::vector<std::size_t>> write_all(formats::ParsedReadings, Instant now) = 0;
  // Counts what a device sent and was refused as a whole: shown on its page.
  virtual void count_refusal(DeviceId, const Error&, std::string_view text) = 0;
};

}  // namespace cunkou::sensorthings
