#pragma once
// Writes Observations of the SensorThings API through ingest, like other readings.

#include "base/clock.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/sensorthings/observation_writer.hpp"

namespace cunkou::ingest {

class IngestObservations final : public sensorthings::ObservationWriter {
 public:
  IngestObservations(Ingest& ingest, const devices::Registry& registry, const Clock& clock)
      : ingest_(ingest), registry_(registry), clock_(clock) {}

  std::optional<ThingId> thing_of(DeviceId) const override;
  std::optional<Owner> owner_of(StreamId) const override;
  void write(StreamId, sensorthings::ObservationBody, Completion<Instant>) override;
  Result<std::vector<std::optional<Instant>>> write_all(formats::ParsedReadings, Instant now) override;
  void count_refusal(DeviceId, const Error&, std::string_view text) override;

 private:
  Ingest& ingest_;
  const devices::Registry& registry_;
  const Clock& clock_;
};

}  // namespace cunkou::ingest
