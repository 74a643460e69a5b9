#pragma once
// The seam of series to a database: chunks, the write-ahead table, roll-ups and results that are no numbers.
// One implementation: sql/series_sql.cpp (a SQLite file of its own, series.db, so that no office work ever
// waits for a sensor nor a sensor for an office). A broken environment (disk full, read-only, damaged file)
// is thrown as StoreBroken; series::Store turns it into a refusal.

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sensing/series/reading.hpp"

namespace cunkou::series {

using Bytes = std::string;

// what() is a sentence that tells the operator what to do: "the disk is full: free some space, …".
struct StoreBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ChunkRow {
  std::int64_t id = 0;  // given by series::Store, from 1 upwards; names one content for good
  StreamId stream;
  Instant written;  // when it was written: retention counts from here
  Summary summary;  // of its readings, so that coarse queries need not open it; start is first.time

  Instant first() const { return summary.first.time; }
  Instant last() const { return summary.last.time; }
};

struct TextResult {  // a result that is not a number: a JSON text (string, bool, object, array)
  StreamId stream;
  Instant time;
  std::string json;
  friend bool operator==(const TextResult&, const TextResult&) = default;
};

struct RollUpBlock {
  StreamId stream;
  char level = 'h';  // 'h' or 'd'
  std::int64_t block = 0;
  Bytes bytes;
};

class ChunkStore {
 public:
  virtual ~ChunkStore() = default;

  struct Commit {
    std::optional<std::pair<std::int64_t, Bytes>>
        write_ahead;                                 // numbered by series::Store; replaces one so numbered
    std::vector<TextResult> texts;                   // upserted by (stream, time)
    std::vector<std::pair<ChunkRow, Bytes>> chunks;  // inserted
    std::vector<std::int64_t> dropped_chunks;
    std::optional<std::int64_t> write_ahead_through;  // rows numbered up to here are sealed: deleted …
    std::vector<std::int64_t> write_ahead_kept;       // … except these, which are damaged: evidence
    std::vector<RollUpBlock> roll_ups;                // upserted
    std::vector<StreamId> forgotten;                  // every roll-up and text of these is deleted
    std::vector<std::pair<StreamId, Range>> removed_texts;
    std::optional<Instant> maintenance_clock;
  };
  // One transaction, all or nothing, durable (fsynced) when it returns. Any thread; one at a time gets
  // through.
  virtual void commit(const Commit&) = 0;
  // Gives back to the disk what deleting has freed, or a part of it that takes no long time. Any thread;
  // commits wait for it.
  virtual void release_space() = 0;

  // Reads: any thread, concurrently with one another and with commit(), each seeing one committed state.
  virtual void each_write_ahead(
      const std::function<void(std::int64_t number, const Bytes&)>&) = 0;        // in order
  virtual void each_chunk_row(const std::function<void(const ChunkRow&)>&) = 0;  // in any order
  virtual std::optional<Bytes> chunk(
      std::int64_t id) = 0;  // nothing: it is not there, or its place is damaged
  // For checking: rows by stream and time, with their bytes; none where they are missing. One committed
  // state.
  virtual void each_chunk(const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>&) = 0;
  virtual void each_roll_up(char level, const std::function<void(const RollUpBlock&)>&) = 0;
  virtual std::vector<RollUpBlock> roll_ups(StreamId, char level, std::int64_t block_from,
                                            std::int64_t block_to) = 0;
  virtual std::vector<TextResult> texts(StreamId, Range, std::size_t limit, bool newest_first) = 0;
  virtual std::int64_t text_count(StreamId) = 0;
  virtual std::optional<Instant> maintenance_clock() = 0;
  virtual std::vector<std::string> own_faults() = 0;  // what the database finds wrong with its own structure
};

}  // namespace cunkou::series
