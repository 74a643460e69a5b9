#pragma once
// For tests: Ingest with an in-memory series, a greenhouse device and a device of an open profile.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest::testing {

// The part of series::Store that Ingest needs.
struct Memory final : series::BatchWriter {
  std::map<std::pair<std::int64_t, std::int64_t>, double> readings;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> texts;
  std::set<MessageId> messages;
  std::size_t untimed = 0;  // readings and texts without a time, so far
  bool full = false;

  void append(series::Batch batch, Completion<series::Outcome> done) override {
    if (full) return done(Error{Code::unavailable, untranslated("the disk is full")});
    series::Outcome outcome;
    untimed += batch.untimed_readings.size() + batch.untimed_texts.size();
    for (const auto i : batch.untimed_readings)
      outcome.times.push_back(move_to_free(readings, batch.readings[i]));
    for (const auto i : batch.untimed_texts) outcome.times.push_back(move_to_free(texts, batch.texts[i]));
    if (batch.message) messages.insert(*batch.message);
    for (const auto& r : batch.readings) keep(readings, r.stream, r.time, r.value, outcome);
    for (auto& t : batch.texts) keep(texts, t.stream, t.time, std::move(t.json), outcome);
    done(outcome);
  }

 private:
  // Also apart from the times that it gave in this batch.
  Instant move_to_free(const auto& kept, auto& reading) {
    auto& last = given_[reading.stream.value];
    reading.time.ms = std::max(reading.time.ms, last.ms + 1);
    while (kept.contains({reading.stream.value, reading.time.ms})) ++reading.time.ms;
    return last = reading.time;
  }
  std::map<std::int64_t, Instant> given_;

  template <class Kept, class Value>
  static void keep(Kept& kept, StreamId stream, Instant time, Value value, series::Outcome& outcome) {
    auto [at, fresh] = kept.emplace(std::pair{stream.value, time.ms}, value);
    ++(fresh ? outcome.added : at->second == value ? outcome.equal : outcome.replaced);
    at->second = std::move(value);
  }
};

class MemoryIngest : public StreamOpener, public sensorthings::ObservationExtras, public IngestListener {
 public:
  static constexpr Instant now{1'700'000'000'000};
  static constexpr std::size_t streams_most = 5;  // of the device with the open profile

  MemoryIngest() {
    fixed.name = "greenhouse";
    fixed.quantities = {{"air_temperature", {"气温", "air temperature"}, "Cel", -40, 80, 0.1, {}, false}};
    devices::Actuator vent;
    vent.name = "vent";
    fixed.actuators = {vent};
    any.name = "any";
    any.open = true;
    device.id = DeviceId{1};
    device.thing = ThingId{1};
  }

  devices::Entry fixed_entry() {
    begun = {stream(1, "air_temperature", true)};
    return entry_of(fixed);
  }
  devices::Entry open_entry() { return entry_of(any); }

  devices::Profile fixed, any;
  devices::Device device;
  Memory memory;
  std::shared_ptr<devices::IngestStats> stats = std::make_shared<devices::IngestStats>();
  std::vector<sensorthings::Datastream> begun;
  std::vector<actuation::ActuatorReport> states;
  bool hold_states = false, extra_refused = false;
  int extras = 0;
  std::vector<Completion<>> waiting;
  std::size_t committed = 0;
  std::set<Instant> committed_times;
  std::vector<Instant> extra_times;
  Ingest ingest{memory, {this, this, this}};

 private:
  static sensorthings::Datastream stream(std::int64_t id, const std::string& name, bool number_only) {
    sensorthings::Datastream out;
    out.id = StreamId{id};
    out.stream = name;
    out.number_only = number_only;
    if (!number_only) return out;
    out.min = -40;
    out.max = 80;
    out.unit = "Cel";
    return out;
  }

  devices::Entry entry_of(const devices::Profile& profile) const {
    return std::make_shared<devices::DeviceEntry>(device, access::Scope{}, &profile, begun, stats);
  }

  Result<devices::Entry> open_streams(const devices::Entry& entry,
                                      const std::vector<std::string>& names) override {
    for (const auto& name : names) {
      if (begun.size() < streams_most) begun.push_back(stream(100 + std::ssize(begun), name, false));
    }
    return entry_of(entry->open ? any : fixed);
  }
  Result<void> check(const sensorthings::ObservationBody&) override { return {}; }
  Result<void> keep(const sensorthings::ObservationBody&, StreamId, Instant time) override {
    if (extra_refused) return Error{Code::unavailable, untranslated("the disk is full")};
    ++extras;
    extra_times.push_back(time);
    return {};
  }
  void readings_committed(const devices::DeviceEntry&, std::span<const series::Reading> readings) override {
    committed += readings.size();
    for (const auto& reading : readings) committed_times.insert(reading.time);
  }
  void actuator_report_received(const devices::DeviceEntry&, const actuation::ActuatorReport& state,
                                Completion<> stored) override {
    states.push_back(state);
    if (hold_states)
      waiting.push_back(std::move(stored));
    else
      stored({});
  }
};

}  // namespace cunkou::ingest::testing
