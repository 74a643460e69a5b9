#pragma once
// What was measured: takes readings in, keeps them in compressed chunks behind an in-memory head, answers ranges and
// buckets. A reading is acknowledged only after it is committed (fsynced); readings that arrive together share one commit.
//
// Chunks of a stream never overlap in time; the head may hold readings that belong between or over sealed ones (late ones,
// replacements) and wins where times are equal, until sealing merges them in.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "series/chunk_store.hpp"
#include "series/reading.hpp"

namespace cunkou::series {

struct Batch {
  std::vector<Reading> readings;
  std::vector<TextResult> texts;
};

struct Outcome {          // of one batch, counted against what was stored before it
  std::int64_t added = 0;      // new (stream, time)
  std::int64_t equal = 0;      // the same again: ignored
  std::int64_t replaced = 0;   // the same (stream, time), another value
};

struct Latest {
  StreamId stream;
  Point point;
};

struct Totals {   // of one stream, all time: kept incrementally, exact
  std::int64_t count = 0;
  std::optional<Instant> first, last;
};

class Store {
 public:
  struct Options {
    std::size_t head_readings = 0;   // 0: limits::head_readings
    Duration raw_kept = days(400);
  };
  // Rebuilds the head from the write-ahead table. Throws if the database cannot be read; a damaged write-ahead row or
  // chunk is reported by check() and skipped, never hidden.
  Store(ChunkStore&, const Clock&, Options);
  ~Store();   // stop()

  // Any thread. `done` is called once, on the committer's thread, after the commit: with the outcome, or with
  // Code::unavailable and its reason (disk full, read-only …), in which case nothing of the batch was kept.
  // Blocks (back-pressure, never drops) while more than a few commits' worth is waiting.
  void append(Batch, std::function<void(const Result<Outcome>&)> done);
  Result<Outcome> append_and_wait(Batch);

  // Any thread; each sees every acknowledged reading.
  std::vector<Point> points(StreamId, Range, std::size_t limit, bool newest_first = false) const;
  // Buckets aligned to `origin + n*step` that have readings, in order; raw readings and roll-ups alike.
  // Refuses a step < 1 ms and more than limits::buckets_max buckets.
  Result<std::vector<Summary>> buckets(StreamId, Range, Duration step, Instant origin = {0}) const;
  Result<Summary> summary(StreamId, Range) const;                       // one bucket over the range
  std::vector<Latest> latest(std::span<const StreamId>) const;          // one per stream that has a reading; memory only
  Totals totals(StreamId) const;
  std::vector<TextResult> texts(StreamId, Range, std::size_t limit, bool newest_first = false) const;

  void forget(StreamId);                 // deletes a stream's every reading, durable when it returns
  Result<std::int64_t> remove(StreamId, Range);  // deletes readings; returns how many

  void seal();        // writes the whole head into chunks and empties the write-ahead table
  void keep_house();  // retention: folds chunks whose last reading and last write are older than raw_kept into roll-ups
  void stop();        // commits what waits, seals nothing; later appends are refused as unavailable

  struct Check { std::int64_t streams = 0, chunks = 0, readings = 0, write_ahead = 0; std::vector<std::string> faults; };
  Check check() const;   // verifies every chunk (checksum, order, overlap, summary) and index row

  struct Metrics { std::int64_t commits, readings_in, equal, replaced, head, chunks_written, waiting; };
  Metrics metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::series
