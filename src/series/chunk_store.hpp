#pragma once
// The seam of series to a database: chunks, the write-ahead table, roll-ups and results that are no numbers.
// One implementation: sql/series_sql.cpp (a SQLite file of its own, series.db, so that no office work ever waits for a
// sensor nor a sensor for an office). Broken environments (disk full, read-only) are thrown as std::system_error or the
// database library's exception and caught by series::Store's committer, which turns them into a refusal.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "series/reading.hpp"

namespace cunkou::series {

using Bytes = std::string;

struct ChunkRow {
  std::int64_t id = 0;  // 0: not stored yet
  StreamId stream;
  Instant first, last;    // times of its first and last reading
  std::int64_t count = 0;
  Instant written;        // when it was last (re)written: retention counts from here
  Bytes summary;          // encoded Summary, so that coarse queries need not open the chunk
};

struct TextResult {  // a result that is not a number: a JSON text (string, bool, object, array)
  StreamId stream;
  Instant time;
  std::string json;
};

class ChunkStore {
 public:
  virtual ~ChunkStore() = default;

  // -- one transaction, durable (fsynced) when it returns; all or nothing. Called by one thread at a time. --
  struct Commit {
    std::vector<Bytes> write_ahead;           // appended, numbered on from the last
    std::vector<TextResult> texts;            // upserted by (stream, time)
    std::vector<std::pair<ChunkRow, Bytes>> chunks;  // id 0: inserted; else replaced
    std::vector<std::int64_t> dropped_chunks;
    std::optional<std::int64_t> write_ahead_through;  // rows numbered up to here are sealed: deleted
    struct RollUp { StreamId stream; char level; std::int64_t block; Bytes bytes; };  // level 'h' or 'd'; upserted
    std::vector<RollUp> roll_ups;
    std::vector<StreamId> forgotten;          // everything of these streams is deleted
  };
  virtual std::int64_t commit(const Commit&) = 0;  // returns the number of the last write-ahead row

  // -- reads: any thread, concurrently with one another and with commit(), each seeing one committed state --
  virtual void each_write_ahead(const std::function<void(std::int64_t number, const Bytes&)>&) = 0;
  virtual std::vector<ChunkRow> chunks(StreamId, Range) = 0;   // those that overlap it, by time
  virtual Bytes chunk(std::int64_t id) = 0;                    // throws if absent
  virtual std::vector<ChunkRow> chunks_written_before(Instant written, Instant last, std::size_t limit) = 0;
  virtual std::optional<ChunkRow> last_chunk(StreamId) = 0;
  virtual void each_last_chunk(const std::function<void(const ChunkRow&)>&) = 0;  // newest chunk of every stream
  virtual void each_chunk(const std::function<void(const ChunkRow&, const Bytes&)>&) = 0;  // for `cunkou check`
  virtual std::vector<std::pair<std::int64_t, Bytes>> roll_ups(StreamId, char level, std::int64_t block_from, std::int64_t block_to) = 0;
  virtual std::vector<TextResult> texts(StreamId, Range, std::size_t limit, bool newest_first) = 0;
  virtual std::int64_t text_count(StreamId) = 0;
};

}  // namespace cunkou::series
