// Maintenance: forgets streams, removes ranges and folds old readings into hours and days.

#include <algorithm>
#include <map>

#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/sorted_points.hpp"
#include "sensing/series/store_impl.hpp"
#include "sensing/series/summarize.hpp"

namespace cunkou::series {
namespace {

constexpr std::size_t chunks_in_step = 64;  // folded per step: bounds how long ingest waits

bool overlaps(const ChunkRow& row, TimeRange range) {
  return row.first() < range.to && row.last() >= range.from;
}
bool covers(TimeRange range, const ChunkRow& row) {
  return row.first() >= range.from && row.last() < range.to;
}

Error partial_conflict(const std::string& what) {
  return conflict(
      untranslated(what + ": single readings of that time cannot be removed, only the whole stream"));
}

std::vector<Point> points_outside(std::span<const Point> points, TimeRange range) {
  std::vector<Point> kept;
  std::ranges::copy_if(points, std::back_inserter(kept),
                       [&](const Point& p) { return p.time < range.from || p.time >= range.to; });
  return kept;
}

}  // namespace

// Recomputes the totals from chunks and roll-ups; requires an empty head.
void Store::Impl::recount(Stream& stream) {
  Summary all = stream.folded;
  for (const auto* rows : {&stream.chunks, &stream.damaged})
    for (const ChunkRow& row : *rows) add(all, row.summary);
  stream.count = all.count;
  stream.first.reset();
  stream.latest.reset();
  if (all.count == 0) return;
  stream.first = all.first.time;
  stream.latest = all.last;
}

std::int64_t Store::Impl::forget_now(StreamId id) {
  seal_on_committer();
  ChunkStore::Commit commit;
  commit.forgotten.push_back(id);
  const auto i = static_cast<std::size_t>(id.value);
  Stream* stream = i < own_streams().size() ? own_streams()[i].get() : nullptr;
  if (stream != nullptr)
    for (const auto* rows : {&stream->chunks, &stream->damaged})
      for (const ChunkRow& row : *rows) commit.dropped_chunks.push_back(row.id);
  MutexLock drop(dropping);
  db.commit(commit);
  if (stream == nullptr) return 0;
  const WriteLock lock(state);
  const std::int64_t count = stream->count, folds = stream->folds;
  counters.chunks -= static_cast<std::int64_t>(commit.dropped_chunks.size());
  *stream = Stream{};
  stream->id = id;
  stream->folds = folds + 1;
  return count;
}

Result<std::int64_t> Store::Impl::remove_now(StreamId id, TimeRange range) {
  seal_on_committer();
  ChunkStore::Commit commit;
  commit.removed_texts.emplace_back(id, range);
  Stream& stream = stream_at(id);
  if (stream.folded_to() && range.from < *stream.folded_to() && range.to > *stream.first)
    return partial_conflict("readings before " + to_iso(*stream.folded_to()) + " are kept as hours only");
  Sealed removed;
  removed.stream = &stream;
  for (const auto* rows : {&stream.chunks, &stream.damaged})
    for (const ChunkRow& row : *rows) {
      if (!overlaps(row, range)) continue;
      if (!covers(range, row)) {
        const SharedPoints points = load_chunk(row);
        if (!points) return partial_conflict("chunk " + std::to_string(row.id) + " is damaged");
        const auto kept = points_outside(*points, range);
        if (kept.size() == points->size()) continue;
        if (!kept.empty()) put_into_chunks(removed, kept, false);
      }
      removed.dropped.push_back(row.id);
    }
  number(removed.chunks);
  commit.chunks = removed.chunks;
  commit.dropped_chunks = removed.dropped;
  MutexLock drop(dropping);
  db.commit(commit);
  const WriteLock lock(state);
  const std::int64_t before = stream.count;
  for (auto* rows : {&stream.chunks, &stream.damaged})
    std::erase_if(*rows, [&](const ChunkRow& row) {
      return std::ranges::find(removed.dropped, row.id) != removed.dropped.end();
    });
  for (const auto& [row, bytes] : removed.chunks) stream.chunks.push_back(row);
  std::ranges::sort(stream.chunks, {}, [](const ChunkRow& row) { return row.first(); });
  recount(stream);
  return before - stream.count;
}

Instant Store::Impl::advance_maintenance_clock() {
  const Instant now = clock.now();
  const Instant before = db.maintenance_clock().value_or(now);
  const Instant advanced = std::min(now, before + limits::maintenance_step);
  ChunkStore::Commit commit;
  commit.maintenance_clock = advanced;
  db.commit(commit);
  return advanced;
}

// False if a stored block is damaged and cannot be extended.
bool Store::Impl::add_roll_ups(StreamId stream, const Level& level, std::span<const Summary> steps,
                               std::vector<RollUpBlock>& changed) {
  std::map<std::int64_t, std::vector<Summary>> blocks;
  for (const Summary& s : steps) blocks[level.block_of(s.start)].push_back(s);
  for (auto& [number, fresh] : blocks) {
    for (const RollUpBlock& stored : db.roll_ups(stream, level.letter, number, number)) {
      const auto summaries = decode_summaries(level, stored.bytes);
      if (!summaries) return false;
      fresh = join(*summaries, fresh);
    }
    changed.push_back({stream, level.letter, number, encode_summaries(level, fresh)});
  }
  return true;
}

std::optional<Store::Impl::Fold> Store::Impl::fold_stream(Stream& stream, Instant horizon) {
  Fold fold;
  fold.stream = &stream;
  std::vector<Summary> hours;
  for (const ChunkRow& row : stream.chunks) {
    const bool is_old = row.last() < horizon && row.written < horizon;
    const bool is_settled = stream.active.empty() || stream.active.front().time > row.last();
    if (!is_old || !is_settled || fold.dropped.size() == chunks_in_step) break;
    const SharedPoints points = load_chunk(row);
    (points ? fold.dropped : fold.damaged).push_back(row.id);
    if (points) hours = join(hours, roll_up(hourly, *points));
  }
  if (fold.dropped.empty() && fold.damaged.empty()) return {};
  for (const Summary& s : hours) add(fold.sum, s);
  const auto days = roll_up(daily, std::span<const Summary>(hours));
  if (!add_roll_ups(stream.id, hourly, hours, fold.blocks) ||
      !add_roll_ups(stream.id, daily, days, fold.blocks))
    return {};
  return fold;
}

std::optional<std::size_t> Store::Impl::fold_some(std::size_t from, Instant horizon,
                                                  std::int64_t& folded_readings) {
  wait_for_sealer();
  if (!frozen.empty()) seal_on_committer();
  ChunkStore::Commit commit;
  std::vector<Fold> folds;
  const auto& all = own_streams();
  for (std::size_t i = from; i < all.size() && commit.dropped_chunks.size() < chunks_in_step; ++i) {
    if (!all[i]) continue;
    auto fold = fold_stream(*all[i], horizon);
    if (!fold) continue;
    std::ranges::copy(fold->dropped, std::back_inserter(commit.dropped_chunks));
    std::ranges::move(fold->blocks, std::back_inserter(commit.roll_ups));
    folds.push_back(std::move(*fold));
  }
  if (folds.empty()) return {};
  MutexLock drop(dropping);
  db.commit(commit);
  counters.chunks -= static_cast<std::int64_t>(commit.dropped_chunks.size());
  const WriteLock lock(state);
  for (const Fold& fold : folds) {
    Stream& stream = *fold.stream;
    const auto end =
        stream.chunks.begin() + static_cast<std::ptrdiff_t>(fold.dropped.size() + fold.damaged.size());
    std::copy_if(stream.chunks.begin(), end, std::back_inserter(stream.damaged), [&](const ChunkRow& row) {
      return std::ranges::find(fold.damaged, row.id) != fold.damaged.end();
    });
    stream.chunks.erase(stream.chunks.begin(), end);
    add(stream.folded, fold.sum);
    ++stream.folds;
    folded_readings += fold.sum.count;
  }
  return static_cast<std::size_t>(folds.back().stream->id.value);  // this stream may have more
}

Result<std::int64_t> Store::forget(StreamId stream) {
  std::int64_t count = 0;
  CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
    count = impl_->forget_now(stream);
    return {};
  }));
  return count;
}

Result<std::int64_t> Store::remove(StreamId stream, TimeRange range) {
  std::int64_t count = 0;
  if (stream.value <= 0 || stream.value > limits::streams_max) return count;
  CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
    CUNKOU_TRY_VALUE(removed, impl_->remove_now(stream, range));
    count = removed;
    return {};
  }));
  return count;
}

Result<std::int64_t> Store::run_maintenance() {
  std::int64_t count = 0;
  Instant horizon;
  CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
    impl_->seal_on_committer();
    horizon = impl_->advance_maintenance_clock() - impl_->options.raw_kept;
    return {};
  }));
  std::optional<std::size_t> from = 0;
  while (from)
    CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
      from = impl_->fold_some(*from, horizon, count);
      return {};
    }));
  CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
    impl_->db.release_space();
    return {};
  }));
  return count;
}

}  // namespace cunkou::series
