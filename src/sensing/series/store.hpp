#pragma once
// What was measured: takes readings in, keeps them in compressed chunks behind an in-memory head, answers
// ranges and buckets. A reading is acknowledged only after it is committed (fsynced); readings that arrive
// together share one commit.
//
// Chunks of a stream never overlap in time; the head may hold readings that belong between or over sealed
// ones (late ones, replacements) and wins where times are equal, until sealing merges them in.
//
// Threads: one committer takes what waits, commits it and calls back; one sealer writes the head into chunks
// beside it. Only one Store may write a database at a time (the data folder's lock sees to that); check() may
// run beside it.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "sensing/series/chunk_store.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Batch {
  std::vector<Reading> readings;
  std::vector<TextResult> texts;
};

struct Outcome {              // of one batch, readings and texts, counted against what was stored before it
  std::int64_t added = 0;     // new (stream, time)
  std::int64_t equal = 0;     // the same again: ignored
  std::int64_t replaced = 0;  // the same (stream, time), another value
  std::int64_t too_old = 0;   // before folded_to(): not kept, since only hours are left of that time
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct Latest {
  StreamId stream;
  Point point;
};

struct Totals {  // of one stream's numbers, all time: kept incrementally, exact
  std::int64_t count = 0;
  std::optional<Instant> first, last;
  friend bool operator==(const Totals&, const Totals&) = default;
};

class Store {
 public:
  struct Options {
    std::size_t head_readings = limits::head_readings;
    std::size_t write_ahead_bytes = limits::write_ahead_bytes;
    std::size_t chunks_cached = limits::chunks_cached;
    Duration raw_kept = limits::raw_kept;
  };
  // Rebuilds the head from the write-ahead table; writes nothing. Throws StoreBroken if the database cannot
  // be read; a damaged write-ahead row or chunk is reported by check() and skipped, never hidden.
  Store(ChunkStore&, const Clock&, Options);
  ~Store();  // stop()

  // Any thread. `done` is called once, on the committer's thread, after the commit: with the outcome, or with
  // Code::unavailable and its reason (disk full, read-only …), in which case nothing of the batch was kept.
  // Refuses (Code::invalid, at once, on the caller's thread) a stream or time out of range and a value that
  // is not finite: whoever lets readings in has sorted those out one by one. After stop() it refuses at once,
  // too. Blocks (back-pressure, never drops) while more than a few commits' worth is waiting; never from
  // within `done`.
  void append(Batch, std::function<void(const Result<Outcome>&)> done);
  Result<Outcome> append_and_wait(Batch);  // not from within `done`

  // Any thread; each sees every acknowledged reading. Throw StoreBroken when the database cannot be read.
  std::vector<Point> points(StreamId, Range, std::size_t limit, bool newest_first = false) const;
  // Buckets aligned to `origin + n*step` that have readings, in order; raw readings and roll-ups alike. Of
  // time that is folded an hour is the finest there is: it counts in the bucket of its first reading. Refuses
  // a step < 1 ms and more than limits::buckets_max buckets.
  Result<std::vector<Summary>> buckets(StreamId, Range, Duration step, Instant origin = {0}) const;
  Result<Summary> summary(StreamId, Range) const;  // one bucket over the range, starting at its `from`
  // One per stream that has a reading at or before `by`; memory only, but for streams whose last is after it.
  std::vector<Latest> latest(std::span<const StreamId>, Instant by = {std::int64_t{1} << 44}) const;
  Totals totals(StreamId) const;  // memory only
  std::vector<TextResult> texts(StreamId, Range, std::size_t limit, bool newest_first = false) const;
  std::int64_t text_count(StreamId) const;
  // Readings before this are folded into hours and days and can no longer be added; none: nothing is folded.
  std::optional<Instant> folded_to(StreamId) const;  // memory only

  // These wait for what was appended before them, and are durable when they return; not from within `done`.
  // Refused as unavailable like append; remove refuses (Code::conflict) a range that is folded or damaged in
  // part.
  Result<std::int64_t> forget(StreamId);  // deletes a stream's every reading and text; how many readings
  Result<std::int64_t> remove(StreamId, Range);  // deletes readings and texts; how many readings
  Result<void> seal();  // writes the whole head into chunks, empties the write-ahead table, shrinks the file
  // Retention: folds chunks whose last reading and last write are both older than raw_kept into roll-ups. Its
  // clock follows the machine's by at most limits::maintenance_step a call, so that a clock set years ahead
  // folds nothing before somebody can notice. Returns how many readings were folded.
  Result<std::int64_t> run_maintenance();
  void stop();  // commits what waits, seals nothing; later appends are refused as unavailable

  struct Check {
    std::int64_t streams = 0, chunks = 0, readings = 0, write_ahead = 0, roll_ups = 0;
    std::int64_t waiting = 0;  // readings in write-ahead rows, those that replace others too
    std::vector<std::string> faults;
  };
  // Verifies every chunk (checksum, order, overlap, summary), write-ahead row and roll-up.
  Check check() const;

  struct Metrics {
    std::int64_t commits = 0;  // since start, as the next five
    std::int64_t readings_in = 0;
    std::int64_t equal = 0;
    std::int64_t replaced = 0;
    std::int64_t chunks_written = 0;
    std::int64_t failures = 0;  // commits and seals that the database refused
    std::int64_t damaged = 0;   // chunks and write-ahead rows found unreadable
    std::int64_t head = 0;      // readings in memory, not yet in chunks
    std::int64_t waiting = 0;   // readings not yet committed
    std::int64_t chunks = 0, streams = 0;
    bool refusing = false;  // the last commit was refused
  };
  Metrics metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::series
