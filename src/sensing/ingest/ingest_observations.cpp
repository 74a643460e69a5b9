#include "sensing/ingest/ingest_observations.hpp"

namespace cunkou::ingest {
namespace {

Error no_such_datastream() { return not_found({"没有这个 Datastream", "there is no such Datastream"}); }

// Of a report of one Observation: when it is stored, or why it is refused.
Result<Instant> stored(const Result<Report>& report) {
  if (!report) return report.error();
  if (report->refused > 0)
    return invalid(report->refusals.empty() ? Label{} : report->refusals.front().reason);
  return *report->times.front();
}

}  // namespace

std::optional<ThingId> IngestObservations::thing_of(DeviceId device) const {
  const auto entry = registry_.by_id(device);
  return entry ? std::optional(entry->thing) : std::nullopt;
}

std::optional<sensorthings::ObservationWriter::Owner> IngestObservations::owner_of(StreamId stream) const {
  const auto entry = registry_.by_stream(stream);
  return entry ? std::optional(Owner{entry->device, entry->thing, entry->scope}) : std::nullopt;
}

void IngestObservations::write(StreamId stream, sensorthings::ObservationBody body,
                               Completion<Instant> done) {
  const auto entry = registry_.by_stream(stream);
  if (!entry) return done(no_such_datastream());
  ingest_.take_observation(entry, stream, std::move(body), clock_.now(),
                           [done = std::move(done)](const Result<Report>& report) { done(stored(report)); });
}

Result<std::vector<std::optional<Instant>>> IngestObservations::write_all(formats::ParsedReadings readings,
                                                                          Instant now) {
  if (readings.readings.empty()) return std::vector<std::optional<Instant>>();
  const auto entry = registry_.by_stream(readings.readings.front().stream);
  if (!entry) return no_such_datastream();
  CUNKOU_TRY_VALUE(report, take_and_wait(ingest_, entry, std::move(readings), now));
  return std::move(report.times);
}

void IngestObservations::count_refusal(DeviceId device, const Error& error, std::string_view text) {
  if (const auto entry = registry_.by_id(device))
    ingest_.count_refusal(*entry, {}, error, text, clock_.now());
}

}  // namespace cunkou::ingest
