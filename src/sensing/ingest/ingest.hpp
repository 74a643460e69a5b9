#pragma once
// The one memory_ingest by which readings come in, whatever they spoke: each sample is judged by the same
// rules, the good ones are stored, the others are counted and listed with their reason, and the sender is
// told after the commit.
//
// Refused: NaN and infinity; a value outside the stream's plausible range; one that is no number on a stream
// of numbers (one in quotes is one: "21.5"); a time before 1971, which is that of a clock that was never set
// or of seconds sent for milliseconds, or more than limits::future_max ahead; a name that the device's
// profile does not have, or that is too long or cannot be shown. A sample without a time gets the server's.
// Thread-safe.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sensing/devices/device_entry.hpp"
#include "sensing/formats/line_protocol.hpp"
#include "sensing/formats/parsed_reading.hpp"
#include "sensing/sensorthings/observation_body.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::ingest {

// What became of one message. added + equal + replaced + refused is the number of its samples, less what a
// device said of its actuators.
struct Report {
  std::int64_t added = 0;
  std::int64_t equal = 0;
  std::int64_t replaced = 0;
  std::int64_t refused = 0;
  std::vector<formats::Refusal> refusals;  // the first limits::refusals_kept
  std::vector<std::size_t> refused_at;     // which of the ParsedReadings, in order; not filled by take_lines
};

// What a device said of an actuator beyond its position: kept by whoever controls it.
struct ActuatorState {
  std::string name;  // "manual", "vent_moving"
  std::string json;  // "true", "\"opening\"", "1"
  Instant time;
};

class Ingest {
 public:
  using Completion = std::function<void(const Result<Report>&)>;
  // series::Store::append
  using Append = std::function<void(series::Batch, std::function<void(const Result<series::Outcome>&)>)>;
  // Makes Datastreams of these names in a transaction of its own and returns the device's new entry; a name
  // that could not be made (limits::streams_per_device) is simply not in it.
  using OpenStreams =
      std::function<Result<devices::Entry>(const devices::Entry&, const std::vector<std::string>& names)>;
  // For a sender whose thread may not wait for the state database: given the rest of a message's way when
  // that leads there, to run it where one may wait. Whoever takes it calls it once, or sees to `done`
  // otherwise.
  using Offload = std::function<void(std::function<void()>)>;
  // What an Observation says beyond time and result: judged before the result is stored, for it may refuse
  // the whole; kept after, so that nothing is said of a reading that is not there.
  using JudgeExtra = std::function<Result<void>(const sensorthings::ObservationBody&)>;
  using KeepExtra = std::function<Result<void>(const sensorthings::ObservationBody&, StreamId, Instant)>;

  struct Hooks {  // set once, before the first reading; each may be empty
    OpenStreams open_streams;
    JudgeExtra judge_extra;
    KeepExtra keep_extra;
    // After the commit, mostly on the committer's thread: quick, and never waiting for a database.
    std::function<void(const devices::DeviceEntry&, std::span<const series::Reading>)> committed;
    // The message is done once `kept` was called for each of its states, from any thread.
    using Kept = std::function<void(const Result<void>&)>;
    std::function<void(const devices::DeviceEntry&, const ActuatorState&, Kept)> actuator_state;
  };

  Ingest(Append append, Hooks hooks) : append_(std::move(append)), hooks_(std::move(hooks)) {}

  // `done` is called once: at once where nothing is to be stored or the message is refused as a whole (not
  // JSON, too many readings), else after the commit on the committer's thread. A message of which every
  // sample is refused is done with a Report. Code::unavailable: nothing was kept, the sender must send again.
  // A broken state database is thrown, with `done` not called; only where a stream begins or an Observation
  // says more than time and result, which goes `offload` where one is given.
  void take(const devices::Entry&, formats::ParsedReadings, Instant now, Completion,
            const Offload& offload = {});
  void take_telemetry(const devices::Entry&, std::string_view payload, Instant now, Completion,
                      const Offload& offload = {});
  void take_lines(const devices::Entry&, std::string_view body, formats::Precision, Instant now, Completion);
  // One Observation of SensorThings for a stream of the entry; a body that names another Datastream is
  // refused.
  void take_observation(const devices::Entry&, StreamId, std::string_view payload, Instant now, Completion,
                        const Offload& offload = {});
  void take_observation(const devices::Entry&, StreamId, sensorthings::ObservationBody, Instant now,
                        Completion);

  // Counts a message that was refused as a whole: shown on the device's page.
  void count_refusal(const devices::DeviceEntry&, std::string_view stream, const Error&,
                     std::string_view text, Instant now);

 private:
  class BatchValidator;
  Result<void> judge(BatchValidator&, formats::ParsedReadings);
  static std::vector<std::string> streams_to_begin(const BatchValidator&,
                                                   const std::vector<formats::ParsedReading>&);
  Result<devices::Entry> open_streams(const BatchValidator&, const std::vector<formats::ParsedReading>&);
  void store(BatchValidator&&, Completion);
  Result<series::Outcome> append_and_keep(BatchValidator&);
  struct Stored;
  void tell_states(const std::shared_ptr<Stored>&);

  Append append_;
  Hooks hooks_;
};

// For callers that may wait.
Result<Report> take_and_wait(Ingest&, const devices::Entry&, formats::ParsedReadings, Instant now);

}  // namespace cunkou::ingest
