#pragma once
// Takes batches of readings and reports when they are committed. The Store is one; tests have another.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/completion.hpp"
#include "base/message_id.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Batch {
  std::vector<Reading> readings;
  std::vector<TextResult> texts;
  // The indices, ascending, of those that came without a time: `time` is that of their arrival. Each is
  // stored at that time or the next millisecond at which its stream has nothing, so no reading replaces
  // another.
  std::vector<std::uint32_t> untimed_readings = {}, untimed_texts = {};
  std::optional<MessageId> message = {};  // kept from the same commit on until it is released
  std::vector<MessageId> released = {};   // messages that are forgotten
};

struct Outcome {                    // of one batch, readings and texts, compared with what was stored before
  std::int64_t added = 0;           // new (stream, time)
  std::int64_t equal = 0;           // same value as stored: ignored
  std::int64_t replaced = 0;        // another value for a stored (stream, time)
  std::int64_t too_old = 0;         // before folded_to(): discarded
  std::vector<Instant> times = {};  // of the untimed readings, then of the untimed texts
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

class BatchWriter {
 public:
  virtual ~BatchWriter() = default;
  // Any thread. Calls `done` after the commit with the outcome, or with an error, in which case nothing of
  // the batch is stored.
  virtual void append(Batch, Completion<Outcome> done) = 0;
};

}  // namespace cunkou::series
