#pragma once
// Interface of series to a database: chunks, write-ahead table, roll-ups and non-numeric results. Implemented
// by sql/series_sql.cpp in a SQLite file of its own, series.db, so that ingest and the state database do not
// block each other, and by sql/series_postgresql.cpp in the PostgreSQL database of the state. A failing
// environment (disk full, read-only, damaged file, lost server) is thrown as StoreBroken; series::Store turns
// it into a refusal.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/label.hpp"
#include "base/message_id.hpp"
#include "base/unavailable.hpp"
#include "sensing/series/reading.hpp"

namespace cunkou::series {

using Bytes = std::string;

// The reason has an instruction for the operator: "the disk is full: free some space, …".
struct StoreBroken : Unavailable {
  using Unavailable::Unavailable;
};

struct ChunkRow {
  std::int64_t id = 0;  // assigned by series::Store, from 1 upwards; never reused for other content
  StreamId stream;
  Instant written;  // write time: retention counts from here
  Summary summary;  // of its readings: coarse queries need not decode the chunk; start is first.time

  Instant first() const { return summary.first.time; }
  Instant last() const { return summary.last.time; }
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
    // Numbered by series::Store; replaces a row of the same number.
    std::optional<std::pair<std::int64_t, Bytes>> write_ahead;
    std::vector<TextResult> texts;                   // upserted by (stream, time)
    std::vector<std::pair<ChunkRow, Bytes>> chunks;  // inserted
    std::vector<std::int64_t> dropped_chunks;
    std::optional<std::int64_t> write_ahead_through;  // deletes rows up to this number, which are sealed …
    std::vector<std::int64_t> write_ahead_kept;       // … except these damaged ones, kept as evidence
    std::vector<RollUpBlock> roll_ups;                // upserted
    std::vector<StreamId> forgotten;                  // deletes every roll-up and text of these
    std::vector<std::pair<StreamId, TimeRange>> removed_texts;
    std::optional<Instant> maintenance_clock;
    std::vector<MessageId> messages;  // whose content this commit has; a known one stays
    std::vector<MessageId> released;  // deletes these
  };
  // One transaction, atomic, durable (fsynced) on return. Any thread; calls are serialised.
  virtual void commit(const Commit&) = 0;
  // What people and devices read while commit() waits for a server that has gone; none: it does not wait. Any
  // thread.
  virtual std::optional<Label> unavailable() const { return {}; }
  // Another program has written since the last commit: commit() throws from now on. Any thread.
  virtual bool is_written_by_another() const { return false; }
  // From now on commit() throws instead of waiting. Any thread.
  virtual void give_up() {}
  // Returns freed pages to the file system, a bounded number per call. Any thread; commits wait meanwhile.
  virtual void release_space() = 0;

  // Reads: any thread, concurrent with one another and with commit(). Each sees one committed state.
  // In order of number.
  virtual void each_write_ahead(const std::function<void(std::int64_t number, const Bytes&)>&) = 0;
  virtual void each_chunk_row(const std::function<void(const ChunkRow&)>&) = 0;  // in any order
  virtual std::optional<Bytes> chunk(std::int64_t id) = 0;  // nullopt: absent, or its page is damaged
  // For check(): rows by stream and time with their bytes; nullopt where the bytes are missing. Sees one
  // committed state.
  virtual void each_chunk(const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>&) = 0;
  virtual void each_roll_up(char level, const std::function<void(const RollUpBlock&)>&) = 0;
  virtual void each_text(const std::function<void(const TextResult&)>&) = 0;
  virtual void each_message(const std::function<void(const MessageId&)>&) = 0;
  virtual std::vector<RollUpBlock> roll_ups(StreamId, char level, std::int64_t block_from,
                                            std::int64_t block_to) = 0;
  virtual std::vector<TextResult> texts(StreamId, TimeRange, std::size_t limit, bool newest_first) = 0;
  virtual std::int64_t text_count(StreamId) = 0;
  virtual std::optional<Instant> maintenance_clock() = 0;
  virtual std::optional<std::int64_t> write_ahead_through() = 0;  // of the last commit that had one
  // Faults that the database finds in its own structure.
  virtual std::vector<std::string> structure_faults() = 0;
};

}  // namespace cunkou::series
