#pragma once
// Implements series::ChunkStore in a PostgreSQL database, in a schema of its own beside that of the state:
// NAME_series (tables: docs/formats/series.md).
//
// One connection writes, and up to two read. A returned commit survives a power failure of the server
// (synchronous_commit, sql::session_settings()). A server that refuses or does not answer is thrown as
// series::StoreBroken; the next call connects again.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.hpp"
#include "platform/sql/connection_pool.hpp"
#include "platform/sql/postgresql_session.hpp"
#include "platform/sql/writer_turns.hpp"
#include "sensing/series/chunk_store.hpp"

namespace cunkou::series {

class PostgresqlSeries final : public ChunkStore {
 public:
  // snapshot: reads one committed state, that of the first read, and never commits; where there are no tables
  // it is empty.
  enum class Access { serve, snapshot };
  // To serve creates the tables if they are absent. Throws StoreBroken, also if a newer program wrote them.
  explicit PostgresqlSeries(const std::string& url, Access = Access::serve);

  // Removes the tables, if there are any. Throws StoreBroken.
  static void remove(const std::string& url);
  // What is there; changes nothing. Throws StoreBroken.
  struct Found {
    bool is_present = false;  // the schema, which may be empty
    bool has_tables = false;
    bool has_readings = false;
  };
  static Found find(const std::string& url);

  // If the connection is lost while the server commits, nobody knows whether it did: then this waits until
  // the server answers, and meanwhile unavailable() says so. Throws StoreBroken, and always from then on, if
  // another program has written since the last commit.
  void commit(const Commit&) override;
  std::optional<Label> unavailable() const override;
  void give_up() override { turn_.give_up(); }
  bool is_written_by_another() const override { return is_written_by_another_; }
  void release_space() override {}  // by the server's autovacuum

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
  std::vector<std::string> structure_faults() override { return {}; }  // the server checks its own

 private:
  using Session = sql::PostgresqlSession;

  std::unique_ptr<Session> connect() const;
  void read(const std::function<void(Session&)>& f, int attempts = 1);
  // Runs f a second time if the connection was lost.
  void read_again(const std::function<void(Session&)>& f) { read(f, 2); }
  void create_or_migrate(Session&);
  std::optional<std::int64_t> state_value(std::string_view name);
  // For all rows of a kind, which may take longer than a statement of a page may.
  void read_all(const std::function<void(Session&)>& f);
  void write(Session&, const Commit&, std::int64_t number) CUNKOU_REQUIRES(turn_);
  bool has_committed(std::int64_t number) CUNKOU_REQUIRES(turn_);
  [[noreturn]] void refuse_written();

  const sql::PostgresqlAddress address_;
  const Access access_;
  const bool has_tables_;
  sql::WriterTurns turn_;
  std::unique_ptr<Session> writer_ CUNKOU_GUARDED_BY(turn_);
  // The number of the last commit, which the next one replaces by its own.
  std::int64_t last_commit_ CUNKOU_GUARDED_BY(turn_) = 0;
  std::atomic<bool> is_written_by_another_ = false;
  sql::ConnectionPool<Session> readers_;
};

}  // namespace cunkou::series
