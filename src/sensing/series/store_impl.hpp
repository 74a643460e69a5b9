#pragma once
// Implementation of Store, shared by store.cpp (life cycle and queue), give_times.cpp, commit.cpp, seal.cpp,
// store_query.cpp, maintenance.cpp and check.cpp. Not for any other file.
//
// Invariants, beside those of store.hpp:
// 1. The committer alone runs commits, tasks and maintenance. The sealer alone writes `frozen` readings while
//    `sealer_works`; the committer may do so while the sealer is idle.
// 2. Readings move in one direction: pending, active, frozen, chunks. On equal times active wins over frozen,
//    and frozen over chunks.
// 3. Rows up to `sealed_through` are deleted or damaged, rows up to `frozen_through` belong to the frozen
//    head, later ones to the active head.
// 4. A chunk id is assigned once, so the chunk cache needs no invalidation.
// 5. Dropping a chunk on disk and in its stream happens under `dropping`. A reader that finds a chunk's bytes
//    missing takes `dropping` and looks again: a listed chunk is damaged, any other is Stale.
// 6. A query repeats with a new snapshot if a chunk is Stale or `folds` has changed meanwhile.
// 7. Lock order: seal_mutex or dropping before state. queue_mutex, message_mutex, damage_mutex, refusal_mutex
// and
//    the cache's mutex are taken last and alone.

#include <atomic>
#include <deque>
#include <set>
#include <thread>

#include "base/mutex.hpp"
#include "sensing/series/chunk_cache.hpp"
#include "sensing/series/roll_up.hpp"
#include "sensing/series/store.hpp"
#include "sensing/series/stream.hpp"

namespace cunkou::series {

struct Store::Impl {
  struct Item {  // a queue entry: a batch or a task
    Batch batch;
    Completion<Outcome> done;
    std::function<void()> task;
    std::vector<Instant> times;  // given to untimed readings and texts
  };
  // State of a stream over a range at one moment.
  struct Snapshot {
    StreamId stream;
    TimeRange range;
    std::vector<ChunkRow> chunks;  // overlapping the range
    std::vector<Point> head;       // inside the range
    std::optional<Instant> folded_to;
    std::int64_t folds = 0;
  };
  struct Stale {};  // thrown if a chunk of the snapshot has been replaced; the query takes a new one

  Impl(ChunkStore&, const Clock&, Options);
  ~Impl() { stop(); }

  // store.cpp: life cycle.
  void load();
  void load_chunk_rows();
  void load_roll_ups();
  void load_write_ahead();
  void separate_overlapping(Stream&);
  void start();
  void stop();

  // store.cpp: the queue.
  bool enqueue(Item&);  // moves the item into the queue; false: stopped, and the caller keeps the item
  std::vector<Item> dequeue();
  void commit_loop();
  // Runs `task` on the committer after everything appended before, and waits for it.
  Result<void> on_committer(const std::function<Result<void>()>& task);

  // give_times.cpp, on the committer.
  void give_times(std::vector<Item>&);  // ends the items that it refuses, and removes them
  std::vector<Instant> stored_times(StreamId, TimeRange, bool with_texts) const;

  // commit.cpp, on the committer.
  Stream& stream_at(StreamId);
  void commit_group(std::vector<Item>&);
  void scatter(const std::vector<Item>&);
  void classify(std::vector<Outcome>&);
  bool is_all_new(const Stream&) const;
  void classify_each(Stream&, std::vector<Outcome>&);
  std::vector<std::optional<double>> stored_values(const Stream&,
                                                   const std::vector<Instant>& ascending) const;
  std::vector<TextResult> changed_texts(const std::vector<Item>&, std::vector<Outcome>&);
  void note_messages(const std::vector<Item>&, ChunkStore::Commit&) const;
  void apply_messages(const ChunkStore::Commit&);
  void apply();
  void clear_pending();
  void refuse(std::vector<Item>&, const StoreBroken& why);
  void refuse(Item&, Error);
  std::optional<StoreBroken> capacity_error();

  // seal.cpp.
  bool head_is_full() const;
  void seal_if_full();  // committer: starts the sealer if the head is full
  void freeze();        // committer; requires an idle sealer and an empty frozen head
  void seal_loop();
  void write_frozen();       // sealer, or the committer while the sealer is idle; throws StoreBroken
  void seal_on_committer();  // seals the whole head; throws StoreBroken
  void wait_for_sealer();
  struct Sealed {
    Stream* stream = nullptr;
    std::vector<std::pair<ChunkRow, Bytes>> chunks;
    std::vector<std::int64_t> dropped;
    std::vector<std::int64_t> damaged;
  };
  Sealed seal_stream(Stream&);
  std::optional<std::vector<Point>> load_all(std::span<const ChunkRow>,
                                             std::vector<std::int64_t>& damaged) const;
  void number(std::vector<std::pair<ChunkRow, Bytes>>& chunks);
  void put_into_chunks(Sealed&, std::span<const Point>, bool at_the_end);
  void commit_sealed(std::vector<Sealed>&, bool last);

  // store_query.cpp.
  const Stream* find(StreamId) const CUNKOU_REQUIRES_SHARED(state);
  Snapshot snapshot(StreamId, TimeRange) const;
  bool is_current(const Snapshot&) const;
  SharedPoints load_chunk(const ChunkRow&) const;  // null: damaged; throws Stale
  bool is_listed(const ChunkRow&) const;
  void note_damage(std::int64_t chunk) const;
  std::vector<Point> points_of_part(const Snapshot&, std::size_t k) const;
  std::span<const Point> head_of_part(const Snapshot&, std::size_t k) const;
  std::vector<Summary> folded(const Snapshot&, bool by_days) const;
  std::vector<Summary> folded_steps(const Level&, StreamId, TimeRange) const;
  std::vector<Summary> bucketed(const Snapshot&, Duration step, Instant origin, bool by_days) const;
  template <class Query>
  auto query(StreamId stream, TimeRange range, Query run) const {
    for (;;) {
      const Snapshot now = snapshot(stream, range);
      try {
        auto answer = run(now);
        if (is_current(now)) return answer;
      } catch (const Stale&) {
      }
    }
  }

  // maintenance.cpp, on the committer, with an idle sealer.
  void recount(Stream&);
  std::int64_t forget_now(StreamId);
  Result<std::int64_t> remove_now(StreamId, TimeRange);
  Instant advance_maintenance_clock();
  // Folds some chunks of the streams from index `from` on; returns the index to continue from, or nullopt at
  // the end.
  std::optional<std::size_t> fold_some(std::size_t from, Instant horizon, std::int64_t& folded_readings);
  struct Fold {  // of a stream's oldest chunks
    Stream* stream = nullptr;
    std::vector<std::int64_t> dropped, damaged;
    std::vector<RollUpBlock> blocks;
    Summary sum;
  };
  std::optional<Fold> fold_stream(Stream&, Instant horizon);
  bool add_roll_ups(StreamId, const Level&, std::span<const Summary>, std::vector<RollUpBlock>&);

  ChunkStore& db;
  const Clock& clock;
  const Options options;

  mutable SharedMutex state;
  // Indexed by stream id; extended by the committer.
  std::vector<std::unique_ptr<Stream>> streams CUNKOU_GUARDED_BY(state);
  // For the committer, and for load() before it runs: nobody else writes `streams`, so they read it without
  // the lock.
  const std::vector<std::unique_ptr<Stream>>& own_streams() const CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
    return streams;
  }

  mutable Mutex message_mutex;
  std::set<MessageId> messages CUNKOU_GUARDED_BY(message_mutex);

  Mutex queue_mutex;
  std::condition_variable queue_filled, queue_drained;
  std::deque<Item> queue CUNKOU_GUARDED_BY(queue_mutex);
  // Readings in `queue`.
  std::size_t waiting CUNKOU_GUARDED_BY(queue_mutex) = 0;
  bool stopping CUNKOU_GUARDED_BY(queue_mutex) = false;

  // Committer only.
  std::vector<Stream*> touched;       // streams changed by the current commit
  std::vector<Stream*> dirty;         // streams whose `active` is not empty
  std::int64_t write_ahead_last = 0;  // number of the last row
  std::size_t write_ahead_bytes = 0;  // bytes of the rows that the active head needs
  std::size_t head_at_failure = 0;  // head size at the last failed sealing; the next attempt waits for growth

  // Sealer; the committer writes these only while the sealer is idle.
  Mutex seal_mutex CUNKOU_ACQUIRED_BEFORE(state);
  std::condition_variable seal_changed;
  bool sealer_works CUNKOU_GUARDED_BY(seal_mutex) = false;
  bool sealer_ends CUNKOU_GUARDED_BY(seal_mutex) = false;
  // None: the last sealing succeeded.
  std::optional<StoreBroken> seal_failure CUNKOU_GUARDED_BY(seal_mutex);
  std::vector<Stream*> frozen;
  std::int64_t frozen_through = 0;  // last write-ahead row that belongs to the frozen head …
  std::int64_t sealed_through = 0;  // … and the last one that is sealed
  std::int64_t next_chunk_id = 1;
  std::vector<std::int64_t> damaged_write_ahead;
  std::int64_t missing_write_ahead = 0;  // rows that were there and are not

  // Held from before chunks are dropped on disk until the streams no longer list them (invariant 5).
  mutable Mutex dropping CUNKOU_ACQUIRED_BEFORE(state);

  mutable ChunkCache cache;
  mutable Mutex damage_mutex;
  mutable std::set<std::int64_t> damaged_chunks CUNKOU_GUARDED_BY(damage_mutex);

  struct Counters {
    std::atomic<std::int64_t> commits{0}, readings_in{0}, equal{0}, replaced{0}, chunks_written{0},
        failures{0}, active{0}, frozen{0}, waiting{0}, chunks{0}, streams{0};
    std::atomic<bool> refusing{false};
  };
  mutable Counters counters;
  Mutex refusal_mutex;
  // The operator's reason of the last refusal.
  Label refusal CUNKOU_GUARDED_BY(refusal_mutex);

  std::thread committer, sealer;
};

}  // namespace cunkou::series
