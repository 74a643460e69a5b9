// Seals the head into chunks, concurrently with the committer.

#include <algorithm>

#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/sorted_points.hpp"
#include "sensing/series/store_impl.hpp"
#include "sensing/series/summarize.hpp"

namespace cunkou::series {
namespace {

// Later readings leave a chunk of at least this size alone; a smaller one is rewritten together with them.
constexpr auto full_chunk = static_cast<std::int64_t>(limits::chunk_readings) * 3 / 4;
// Out-of-order readings may fill a chunk up to this size before it is split, which avoids two half-full
// chunks for a few of them.
constexpr std::size_t overfull = limits::chunk_readings * 5 / 4;
constexpr std::size_t chunks_in_commit = 1000;  // bounds how long ingest waits

using Rows = std::vector<ChunkRow>;

Instant row_first(const ChunkRow& row) { return row.first(); }
bool is_undersized(const ChunkRow& row) { return row.summary.count < full_chunk; }

// Target of a run of readings: the rows [begin, end) to merge it with; an empty range: a chunk of its own
// between rows.
struct MergeTarget {
  std::size_t begin = 0, end = 0;
  std::size_t points = 0;   // number of readings in the run
  bool at_the_end = false;  // no sealed reading is later
};

std::size_t index_before(std::span<const Point> points, Instant t) {
  return static_cast<std::size_t>(std::ranges::lower_bound(points, t, {}, &Point::time) - points.begin());
}

// When merging a chunk, also absorbs the undersized chunks that follow it (compaction).
MergeTarget merge_target(const Rows& rows, std::span<const Point> points) {
  MergeTarget target;
  target.begin = target.end = static_cast<std::size_t>(
      std::ranges::upper_bound(rows, points.front().time, {}, row_first) - rows.begin());
  if (target.begin > 0 &&
      (points.front().time <= rows[target.begin - 1].last() || is_undersized(rows[target.begin - 1])))
    --target.begin;
  const bool merges = target.begin < target.end || target.begin == 0;
  while (merges && target.end < rows.size() && is_undersized(rows[target.end])) ++target.end;
  target.at_the_end = target.end == rows.size();
  target.points = target.at_the_end ? points.size() : index_before(points, rows[target.end].first());
  return target;
}

}  // namespace

bool Store::Impl::head_is_full() const {
  return static_cast<std::size_t>(counters.active) >= options.head_readings ||
         write_ahead_bytes >= options.write_ahead_bytes;
}

void Store::Impl::seal_if_full() {
  if (!head_is_full()) return;
  const auto active = static_cast<std::size_t>(counters.active);
  MutexLock lock(seal_mutex);
  if (sealer_works &&
      (active >= 2 * options.head_readings || write_ahead_bytes >= 2 * options.write_ahead_bytes))
    while (sealer_works) lock.wait(seal_changed);
  if (sealer_works) return;
  if (seal_failure && active < head_at_failure + options.head_readings / 8) return;
  head_at_failure = active;
  if (frozen.empty()) freeze();
  sealer_works = true;
  lock.unlock();
  seal_changed.notify_all();
}

void Store::Impl::freeze() {
  const WriteLock lock(state);
  for (Stream* stream : dirty) stream->frozen = std::move(stream->active);
  for (Stream* stream : dirty) stream->active = {};
  frozen = std::move(dirty);
  dirty.clear();
  frozen_through = write_ahead_last;
  write_ahead_bytes = 0;
  counters.frozen = counters.active.exchange(0);
}

void Store::Impl::seal_loop() {
  for (;;) {
    MutexLock lock(seal_mutex);
    while (!sealer_works && !sealer_ends) lock.wait(seal_changed);
    if (!sealer_works) return;
    lock.unlock();
    std::optional<StoreBroken> failure;
    try {
      write_frozen();
    } catch (const StoreBroken& broken) {
      failure = broken;
      ++counters.failures;
    }
    lock.lock();
    seal_failure = std::move(failure);
    sealer_works = false;
    lock.unlock();
    seal_changed.notify_all();
  }
}

void Store::Impl::wait_for_sealer() {
  MutexLock lock(seal_mutex);
  while (sealer_works) lock.wait(seal_changed);
}

void Store::Impl::seal_on_committer() {
  wait_for_sealer();
  write_frozen();
  freeze();
  write_frozen();
  MutexLock lock(seal_mutex);
  seal_failure.reset();
}

void Store::Impl::write_frozen() {
  if (frozen.empty() && frozen_through == sealed_through) return;
  std::vector<Sealed> done;
  std::size_t chunks = 0;
  for (Stream* stream : frozen) {
    if (stream->frozen.empty()) continue;
    chunks += done.emplace_back(seal_stream(*stream)).chunks.size();
    if (chunks < chunks_in_commit) continue;
    commit_sealed(done, false);
    chunks = 0;
  }
  commit_sealed(done, true);
  frozen.clear();
  sealed_through = frozen_through;
  counters.frozen = 0;
}

// Leaves the head unchanged until commit_sealed, so that queries see the same readings throughout.
Store::Impl::Sealed Store::Impl::seal_stream(Stream& stream) {
  Sealed sealed;
  sealed.stream = &stream;
  Rows rows = stream.chunks;
  std::span<const Point> left = stream.frozen;
  while (!left.empty()) {
    const MergeTarget target = merge_target(rows, left);
    const auto stored =
        load_all(std::span(rows).subspan(target.begin, target.end - target.begin), sealed.damaged);
    if (!stored) {
      std::erase_if(rows, [&](const ChunkRow& row) { return row.id == sealed.damaged.back(); });
      continue;
    }
    put_into_chunks(sealed, merged(*stored, left.subspan(0, target.points)), target.at_the_end);
    for (std::size_t i = target.begin; i < target.end; ++i) sealed.dropped.push_back(rows[i].id);
    left = left.subspan(target.points);
  }
  return sealed;
}

// The readings of these chunks; nullopt, with the id appended to `damaged`, at the first damaged chunk.
std::optional<std::vector<Point>> Store::Impl::load_all(std::span<const ChunkRow> rows,
                                                        std::vector<std::int64_t>& damaged) const {
  std::vector<Point> all;
  for (const ChunkRow& row : rows) {
    const SharedPoints points = load_chunk(row);
    if (!points) {
      damaged.push_back(row.id);
      return {};
    }
    all.insert(all.end(), points->begin(), points->end());
  }
  return all;
}

// Writes full chunks and a partial one at the end of a stream; parts of equal size between other chunks.
void Store::Impl::put_into_chunks(Sealed& sealed, std::span<const Point> points, bool at_the_end) {
  const std::size_t parts = (points.size() + overfull - 1) / overfull;
  const std::size_t size = at_the_end ? limits::chunk_readings : (points.size() + parts - 1) / parts;
  while (!points.empty()) {
    const auto part = points.subspan(0, points.size() <= overfull ? points.size() : size);
    ChunkRow row;
    row.stream = sealed.stream->id;
    row.written = clock.now();
    row.summary = summarize(part);
    sealed.chunks.emplace_back(row, encode_chunk(part));
    points = points.subspan(part.size());
  }
}

// Numbers full chunks before undersized ones, so that whole pages become free when undersized chunks are
// rewritten.
void Store::Impl::number(std::vector<std::pair<ChunkRow, Bytes>>& chunks) {
  std::stable_partition(chunks.begin(), chunks.end(),
                        [](const auto& chunk) { return !is_undersized(chunk.first); });
  for (auto& [row, bytes] : chunks) row.id = next_chunk_id++;
}

void Store::Impl::commit_sealed(std::vector<Sealed>& done, bool last) {
  ChunkStore::Commit commit;
  for (Sealed& sealed : done) {
    for (auto& chunk : sealed.chunks) commit.chunks.push_back(std::move(chunk));
    commit.dropped_chunks.insert(commit.dropped_chunks.end(), sealed.dropped.begin(), sealed.dropped.end());
  }
  number(commit.chunks);
  if (last) {
    commit.write_ahead_through = frozen_through;
    commit.write_ahead_kept = damaged_write_ahead;
  }
  MutexLock drop(dropping);
  db.commit(commit);
  counters.chunks_written += static_cast<std::int64_t>(commit.chunks.size());
  counters.chunks += static_cast<std::int64_t>(commit.chunks.size()) -
                     static_cast<std::int64_t>(commit.dropped_chunks.size());

  const WriteLock lock(state);
  for (const auto& [row, bytes] : commit.chunks)
    streams[static_cast<std::size_t>(row.stream.value)]->chunks.push_back(row);
  for (Sealed& sealed : done) {
    Stream& stream = *sealed.stream;
    const auto is_in = [](const std::vector<std::int64_t>& ids) {
      return [&ids](const ChunkRow& row) { return std::ranges::find(ids, row.id) != ids.end(); };
    };
    std::ranges::copy_if(stream.chunks, std::back_inserter(stream.damaged), is_in(sealed.damaged));
    std::erase_if(stream.chunks, is_in(sealed.damaged));
    std::erase_if(stream.chunks, is_in(sealed.dropped));
    std::ranges::sort(stream.chunks, {}, row_first);
    stream.frozen = {};
  }
  done.clear();
}

}  // namespace cunkou::series
