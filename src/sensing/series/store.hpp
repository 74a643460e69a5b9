#pragma once
// Time series store: ingests readings, keeps them in compressed chunks behind an in-memory head, and answers
// queries by range and bucket. Readings that arrive together share one commit.
//
// Threads: one committer takes batches from the queue, commits them and calls back; one sealer writes the
// head into chunks concurrently. Only one Store may write a database at a time (the lock on the data folder
// enforces it); check() may run beside it.
//
// Invariants:
// 1. A reading is acknowledged only after the write-ahead row that holds it is committed (fsynced).
// 2. A write-ahead row is deleted only by the commit that completes the sealing of its readings. Damaged rows
//    are kept.
// 3. Readable chunks of a stream are ascending by time and never overlap.
// 4. (stream, time) identifies a reading. Where the head and a chunk hold the same time, the head wins, until
//    sealing merges them.
// 5. Readings before folded_to() exist only as roll-ups. Hours and days count the same readings, and append()
//    accepts no reading of that time.
// 6. Write-ahead rows are numbered without gaps from the last sealed one on, so that a missing one is
// noticed.
// 7. Damage is counted and reported by check(), never repaired silently. It affects only the damaged block.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sensing/series/batch_writer.hpp"
#include "sensing/series/chunk_store.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

struct Latest {
  StreamId stream;
  Point point;
};

struct Totals {  // of one stream's numbers, all time: incremental and exact
  std::int64_t count = 0;
  std::optional<Instant> first, last;
  friend bool operator==(const Totals&, const Totals&) = default;
};

class Store final : public BatchWriter {
 public:
  struct Options {
    std::size_t head_readings = limits::head_readings;
    std::size_t write_ahead_bytes = limits::write_ahead_bytes;
    std::size_t chunks_cached = limits::chunks_cached;
    Duration raw_kept = limits::raw_kept;
  };
  // Rebuilds the head from the write-ahead table; writes nothing. Throws StoreBroken if the database cannot
  // be read. Skips a damaged write-ahead row or chunk; check() and metrics() report it.
  Store(ChunkStore&, const Clock&, Options);
  ~Store() override;  // stop()

  // Any thread. Calls `done` once, on the committer's thread, after the commit: with the outcome, or with
  // Code::unavailable and its reason (disk full, read-only …), in which case nothing of the batch is stored.
  // Refuses at once, on the caller's thread, a stream or time out of range or a value that is not finite
  // (Code::invalid), and any batch after stop() or while a lost database is waited for (Code::unavailable).
  // Blocks (back-pressure, never drops) while the queue is full, except from within `done`.
  void append(Batch, Completion<Outcome>) override;
  Result<Outcome> append_and_wait(Batch);  // not from within `done`
  // Why the database refuses readings, for the operator; none: it takes them. After a refusal it tries to
  // write. Not from within `done`.
  std::optional<Label> why_refusing();
  Label last_refusal() const;  // of a commit, for the operator; empty before the first

  // Any thread; each query sees every acknowledged reading. Throws StoreBroken if the database cannot be
  // read.
  std::vector<Point> points(StreamId, TimeRange, std::size_t limit, bool newest_first = false) const;
  // The non-empty buckets aligned to `origin + n*step`, in order, from readings and roll-ups. Folded time has
  // a resolution of one hour; an hour counts in the bucket of its first reading. Refuses a step < 1 ms and
  // more than limits::buckets_max buckets.
  Result<std::vector<Summary>> buckets(StreamId, TimeRange, Duration step, Instant origin = {0}) const;
  Result<Summary> summary(StreamId, TimeRange) const;  // one bucket over the range; start is range.from
  // The last reading at or before `by`, for each stream that has one. Reads memory only, except for streams
  // whose last reading is later than `by`.
  std::vector<Latest> latest(std::span<const StreamId>, Instant by = {std::int64_t{1} << 44}) const;
  Totals totals(StreamId) const;  // memory only
  std::vector<TextResult> texts(StreamId, TimeRange, std::size_t limit, bool newest_first = false) const;
  // Where readings of the stream are lost: the spans of chunks that were found damaged or missing, in order.
  // What a query before did not open is not known to be damaged.
  std::vector<TimeRange> damaged_spans(StreamId, TimeRange) const;
  std::int64_t text_count(StreamId) const;
  std::vector<MessageId> messages() const;  // stored with their content and not released
  // The end of the time that is folded into hours and days; nullopt: nothing is folded.
  std::optional<Instant> folded_to(StreamId) const;  // memory only

  // These run after everything appended before them, and their effect is durable on return; not from within
  // `done`. Refused as unavailable like append(); remove() also refuses (Code::conflict) a range that is
  // partly folded or damaged.
  // forget() deletes all readings and texts of a stream and returns the number of readings.
  Result<std::int64_t> forget(StreamId);
  // Deletes readings and texts; returns the number of readings.
  Result<std::int64_t> remove(StreamId, TimeRange);
  Result<void> seal();  // writes the whole head into chunks, empties the write-ahead table, shrinks the file
  // Retention: folds chunks whose last reading and write time are older than raw_kept into roll-ups. Its
  // clock advances by at most limits::maintenance_step per call, so a clock set years ahead folds nothing
  // before an operator can notice. Returns the number of readings folded.
  Result<std::int64_t> run_maintenance();
  void stop();  // commits what is queued, seals nothing; later appends are refused as unavailable

  struct Check {
    std::int64_t streams = 0, chunks = 0, readings = 0, write_ahead = 0, roll_ups = 0;
    std::int64_t waiting = 0;  // readings in write-ahead rows, including replacements
    std::vector<std::string> faults;
  };
  // Verifies every chunk (checksum, order, overlap, summary), write-ahead row and roll-up.
  Check check() const;

  struct Metrics {
    std::int64_t commits = 0;  // since start, like the next five
    std::int64_t readings_in = 0;
    std::int64_t equal = 0;
    std::int64_t replaced = 0;
    std::int64_t chunks_written = 0;
    std::int64_t failures = 0;  // commits and seals refused by the database
    std::int64_t damaged = 0;   // chunks and write-ahead rows found unreadable, and missing rows
    std::int64_t head = 0;      // readings in memory, not yet in chunks
    std::int64_t waiting = 0;   // readings queued for commit
    std::int64_t chunks = 0, streams = 0;
    bool refusing = false;  // the last commit was refused
  };
  Metrics metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::series
