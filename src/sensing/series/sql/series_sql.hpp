#pragma once
// series::ChunkStore in a SQLite file of its own, series.db (docs/formats/series.md has its tables).
//
// WAL mode and synchronous=FULL: a commit that returned survives a power cut. One connection writes; each
// reading thread borrows another, so that queries never wait for ingest. A database that is full, read-only,
// damaged or unreadable is thrown as series::StoreBroken with a sentence for the operator.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sensing/series/chunk_store.hpp"

namespace cunkou::series {

class SeriesConnection;

class SeriesDatabase final : public series::ChunkStore {
 public:
  // Opens or creates it. ":memory:" is for tests: everything then goes through one connection.
  // Throws series::StoreBroken, also when the file was written by a newer program.
  explicit SeriesDatabase(const std::string& path);
  ~SeriesDatabase() override;

  void commit(const Commit&) override;
  void release_space() override;
  void each_write_ahead(const std::function<void(std::int64_t, const series::Bytes&)>&) override;
  void each_chunk_row(const std::function<void(const series::ChunkRow&)>&) override;
  std::optional<series::Bytes> chunk(std::int64_t id) override;
  void each_chunk(
      const std::function<void(const series::ChunkRow&, const std::optional<series::Bytes>&)>&) override;
  void each_roll_up(char level, const std::function<void(const series::RollUpBlock&)>&) override;
  std::vector<series::RollUpBlock> roll_ups(StreamId, char level, std::int64_t block_from,
                                            std::int64_t block_to) override;
  std::vector<series::TextResult> texts(StreamId, series::Range, std::size_t limit,
                                        bool newest_first) override;
  std::int64_t text_count(StreamId) override;
  std::optional<Instant> maintenance_clock() override;
  std::vector<std::string> own_faults() override;

  // A compact copy of one committed state, while it is in use. Refuses (throws) a file that exists.
  void backup_to(const std::string& path);

 private:
  class Borrowed;

  std::string path_;
  std::mutex write_mutex_;
  std::unique_ptr<SeriesConnection> writer_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SeriesConnection>> idle_readers_;
};

std::unique_ptr<series::ChunkStore> open_series(const std::string& path);

}  // namespace cunkou::series
