#pragma once
// Implements series::ChunkStore in a SQLite file of its own, series.db (tables: docs/formats/series.md).
//
// WAL mode and synchronous=FULL: a returned commit survives a power failure. One connection writes; each
// reading thread borrows another, so that queries never wait for ingest. A full, read-only, damaged or
// unreadable database is thrown as series::StoreBroken with a sentence for the operator.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "sensing/series/chunk_store.hpp"

namespace cunkou::series {

class SeriesConnection;

class SeriesDatabase final : public ChunkStore {
 public:
  // Opens or creates the file. ":memory:" is for tests and uses one connection for everything. Throws
  // series::StoreBroken, also if a newer program wrote the file.
  explicit SeriesDatabase(const std::string& path);
  ~SeriesDatabase() override;

  void commit(const Commit&) override;
  void release_space() override;
  void each_write_ahead(const std::function<void(std::int64_t, const Bytes&)>&) override;
  void each_chunk_row(const std::function<void(const ChunkRow&)>&) override;
  std::optional<Bytes> chunk(std::int64_t id) override;
  void each_chunk(const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>&) override;
  void each_roll_up(char level, const std::function<void(const RollUpBlock&)>&) override;
  void each_text(const std::function<void(const TextResult&)>&) override;
  void each_message(const std::function<void(const MessageId&)>&) override;
  std::vector<RollUpBlock> roll_ups(StreamId, char level, std::int64_t block_from,
                                    std::int64_t block_to) override;
  std::vector<TextResult> texts(StreamId, TimeRange, std::size_t limit, bool newest_first) override;
  std::int64_t text_count(StreamId) override;
  std::optional<Instant> maintenance_clock() override;
  std::optional<std::int64_t> write_ahead_through() override;
  std::vector<std::string> structure_faults() override;

 private:
  class ReadConnection;
  std::optional<std::int64_t> state_value(std::string_view name);

  std::string path_;
  Mutex write_mutex_;
  const std::unique_ptr<SeriesConnection> writer_ CUNKOU_PT_GUARDED_BY(write_mutex_);
  Mutex readers_mutex_;
  std::vector<std::unique_ptr<SeriesConnection>> idle_readers_ CUNKOU_GUARDED_BY(readers_mutex_);
};

// Why SeriesDatabase refuses the file's version; none also for an absent file and one that cannot be read.
// Changes nothing.
std::optional<Label> refused_version(const std::string& path);

// The file to which versions before 0.1.0 wrote the series of `path`: they read a path only as far as its
// first blank. None if there is no series file. Changes nothing.
std::optional<std::string> series_before_blank(const std::string& path);

// Whether the file holds a reading; false for an absent or empty file. Throws series::StoreBroken for one
// that cannot be read. Changes nothing.
bool has_readings(const std::string& path);

std::unique_ptr<ChunkStore> open_series(const std::string& path);

}  // namespace cunkou::series
