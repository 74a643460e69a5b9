#pragma once
// The only entry for readings, in every format. Applies the same validation to each reading, stores the valid
// ones, counts and lists the refused ones with their reason, and reports to the sender after the commit.
// Thread-safe.
//
// Refuses: NaN and infinity; a value outside the plausible range of the stream; on a numeric stream a value
// that is not a number (a quoted number is one: "21.5"); a time before 1971 (clock not set, or seconds sent
// as milliseconds) or more than devices::limits::future_max ahead; a name that is not in the profile, is too
// long or contains control characters. A reading without a time gets the server's: that of its arrival, or
// the next millisecond at which its stream has no reading.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/completion.hpp"
#include "base/message_id.hpp"
#include "base/result.hpp"
#include "sensing/devices/device_entry.hpp"
#include "sensing/formats/line_protocol.hpp"
#include "sensing/formats/parsed_reading.hpp"
#include "sensing/ingest/ingest_listener.hpp"
#include "sensing/ingest/stream_opener.hpp"
#include "sensing/sensorthings/observation_body.hpp"
#include "sensing/sensorthings/observation_extra.hpp"
#include "sensing/series/batch_writer.hpp"

namespace cunkou::ingest {

// Outcome of one message. added + equal + replaced + refused is the number of its readings, not counting
// actuator states.
struct Report {
  std::int64_t added = 0;
  std::int64_t equal = 0;
  std::int64_t replaced = 0;
  std::int64_t refused = 0;
  std::vector<formats::Refusal> refusals;  // the first devices::limits::refusals_kept
  // The time at which each of the ParsedReadings is stored; nullopt: refused. Not set by take_lines.
  std::vector<std::optional<Instant>> times;
  bool has_message = false;  // the id of the message is stored with its readings
};

// Sums up the reports of the parts of a file. Lists the first `refusals_max` refusals by line; `times`
// stays as it is.
void add(Report& total, const Report& part, std::size_t refusals_max);

class Ingest {
 public:
  // Offload hook for callers that must not block on the database. Run the work exactly once on a worker, or
  // call `done` with an error.
  using Offload = std::function<void(std::function<void()>)>;
  // How a message came.
  struct Arrival {
    Arrival(Instant at, Offload o = {}, std::optional<MessageId> id = {})
        : time(at), offload(std::move(o)), message(id) {}
    Instant time;
    Offload offload;
    // Stored with the readings, unless the message has also what is stored after them: an actuator's state,
    // or extra members of an Observation.
    std::optional<MessageId> message;
  };
  struct Parts {  // each outlives Ingest and is thread-safe; null: there is none
    StreamOpener* streams = nullptr;
    sensorthings::ObservationExtras* extras = nullptr;
    IngestListener* listener = nullptr;
  };

  Ingest(series::BatchWriter& series, Parts parts) : series_(series), parts_(parts) {}

  // Calls `done` once: immediately if there is nothing to store or the message is refused as a whole (not
  // JSON, too many readings), else after the commit on the committer's thread. If every reading is refused,
  // `done` gets a Report. Code::unavailable: nothing was stored, the sender must retry. If the state
  // database fails, throws and does not call `done`; this happens only when a stream is created or an
  // Observation has extra members, and `offload`, if there is one, takes that work.
  void take(const devices::Entry&, formats::ParsedReadings, const Arrival&, Completion<Report>);
  void take_telemetry(const devices::Entry&, std::string_view payload, const Arrival&, Completion<Report>);
  void take_lines(const devices::Entry&, std::string_view body, formats::Precision, Instant now,
                  Completion<Report>);
  // One Observation for a stream of the entry. Refuses a body that names another Datastream.
  void take_observation(const devices::Entry&, StreamId, std::string_view payload, const Arrival&,
                        Completion<Report>);
  void take_observation(const devices::Entry&, StreamId, sensorthings::ObservationBody, const Arrival&,
                        Completion<Report>);

  // Counts a message that was refused as a whole, for the device's page.
  void count_refusal(const devices::DeviceEntry&, std::string_view stream, const Error&,
                     std::string_view text, Instant now);

 private:
  class BatchValidator;
  Result<void> validate(BatchValidator&, formats::ParsedReadings);
  static std::vector<std::string> streams_to_begin(const BatchValidator&,
                                                   const std::vector<formats::ParsedReading>&);
  Result<devices::Entry> open_streams(const BatchValidator&, const std::vector<formats::ParsedReading>&);
  void store(BatchValidator&&, Completion<Report>);
  Result<series::Outcome> append_and_keep(BatchValidator&, Instant);
  struct Stored;
  void forward_states(const std::shared_ptr<Stored>&);

  series::BatchWriter& series_;
  Parts parts_;
};

// Blocks until the commit.
Result<Report> take_and_wait(Ingest&, const devices::Entry&, formats::ParsedReadings, Instant now);

}  // namespace cunkou::ingest
