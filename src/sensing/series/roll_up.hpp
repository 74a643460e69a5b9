#pragma once
// Roll-ups: one summary per hour and per day, kept for ever after the readings' retention has passed. Days
// are China Standard Time (UTC+8). A block holds the summaries of a fixed time span, which keeps a stream's
// hours and days to a handful of rows.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Level {
  char letter;      // as stored in the database
  Duration step;    // one hour or one day
  Duration offset;  // steps start at n * step - offset
  std::int64_t steps_in_block;

  Instant start_of(Instant t) const;  // start of the step that contains t
  std::int64_t block_of(Instant t) const;
};

inline constexpr Level hourly{'h', hours(1), hours(0), 1024};
inline constexpr Level daily{'d', days(1), hours(8), 1024};

// The summaries of all steps that have readings, in order; start is the step's start.
std::vector<Summary> roll_up(const Level&, std::span<const Point> points);
std::vector<Summary> roll_up(const Level&, std::span<const Summary> finer);
// Merges two lists; adds up steps that occur in both.
std::vector<Summary> join(std::span<const Summary> a, std::span<const Summary> b);

// Must not be empty; ascending by start.
std::string encode_summaries(const Level&, std::span<const Summary>);
Result<std::vector<Summary>> decode_summaries(const Level&, std::string_view);

}  // namespace cunkou::series
