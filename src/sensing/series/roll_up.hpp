#pragma once
// What is left of readings whose time to be kept whole is over: a summary of every hour and of every day, for
// good. Days are China Standard Time (UTC+8), since that is the day a farmer means. A block holds the
// summaries of a fixed span of time, so that a stream's hours or days are a handful of rows.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Level {
  char letter;      // as stored
  Duration step;    // an hour, a day
  Duration offset;  // steps begin at n * step - offset
  std::int64_t steps_in_block;

  Instant start_of(Instant t) const;  // of the step that t lies in
  std::int64_t block_of(Instant t) const;
};

inline constexpr Level hourly{'h', hours(1), hours(0), 1024};
inline constexpr Level daily{'d', days(1), hours(8), 1024};

// The summaries of each step that has readings, in order; start is the step's.
std::vector<Summary> roll_up(const Level&, std::span<const Point> points);
std::vector<Summary> roll_up(const Level&, std::span<const Summary> finer);
// Joins two lists, adding up where both have the step.
std::vector<Summary> join(std::span<const Summary> a, std::span<const Summary> b);

std::string encode_summaries(const Level&, std::span<const Summary>);  // not empty, ascending by start
Result<std::vector<Summary>> decode_summaries(const Level&, std::string_view);

}  // namespace cunkou::series
