// Queries: take a snapshot under the state lock and decode outside it.

#include <algorithm>
#include <set>

#include "base/query_deadline.hpp"
#include "sensing/series/bucketer.hpp"
#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/sorted_points.hpp"
#include "sensing/series/store_impl.hpp"

namespace cunkou::series {
namespace {

TimeRange clamp(TimeRange range, const Totals& totals) {
  if (!totals.first) return {};
  return {std::max(range.from, *totals.first), std::min(range.to, Instant{totals.last->ms + 1})};
}

bool is_whole_days(Duration step, Instant origin) {
  return step.count() % daily.step.count() == 0 && daily.start_of(origin) == origin;
}

}  // namespace

const Stream* Store::Impl::find(StreamId id) const {
  const auto i = static_cast<std::size_t>(id.value);
  return id.value > 0 && i < streams.size() ? streams[i].get() : nullptr;
}

Store::Impl::Snapshot Store::Impl::snapshot(StreamId id, TimeRange range) const {
  Snapshot now;
  now.stream = id;
  now.range = range;
  const ReadLock lock(state);
  const Stream* stream = find(id);
  if (stream == nullptr || range.to <= range.from) return now;
  auto row =
      std::ranges::lower_bound(stream->chunks, range.from, {}, [](const ChunkRow& r) { return r.last(); });
  for (; row != stream->chunks.end() && row->first() < range.to; ++row) now.chunks.push_back(*row);
  now.head = merged(within(stream->frozen, range), within(stream->active, range));
  now.folded_to = stream->folded_to();
  now.folds = stream->folds;
  return now;
}

bool Store::Impl::is_current(const Snapshot& snapshot) const {
  const ReadLock lock(state);
  const Stream* stream = find(snapshot.stream);
  return stream == nullptr || stream->folds == snapshot.folds;
}

bool Store::Impl::is_listed(const ChunkRow& row) const {
  MutexLock settled(dropping);
  const ReadLock lock(state);
  const Stream* stream = find(row.stream);
  if (stream == nullptr) return false;
  const auto has = [&](const std::vector<ChunkRow>& rows) {
    return std::ranges::find(rows, row.id, &ChunkRow::id) != rows.end();
  };
  return has(stream->chunks) || has(stream->damaged);
}

void Store::Impl::note_damage(std::int64_t chunk) const {
  MutexLock lock(damage_mutex);
  damaged_chunks.insert(chunk);
}

SharedPoints Store::Impl::load_chunk(const ChunkRow& row) const {
  QueryDeadline::check();
  if (auto points = cache.find(row.id)) return points;
  const auto bytes = db.chunk(row.id);
  if (!bytes && !is_listed(row)) throw Stale{};
  auto points = bytes ? decode_chunk(*bytes) : Error{Code::internal, untranslated("the chunk is missing")};
  const bool sound = points && static_cast<std::int64_t>(points->size()) == row.summary.count &&
                     points->front() == row.summary.first && points->back() == row.summary.last;
  if (!sound) {
    note_damage(row.id);
    return nullptr;
  }
  auto shared = std::make_shared<const std::vector<Point>>(std::move(*points));
  cache.keep(row.id, shared);
  return shared;
}

// Divides a snapshot into parts: each chunk with the head's readings since the preceding chunk; the last
// part holds the head's readings after all chunks.
std::span<const Point> Store::Impl::head_of_part(const Snapshot& now, std::size_t k) const {
  const Instant from = k == 0 ? now.range.from : Instant{now.chunks[k - 1].last().ms + 1};
  const Instant to = k == now.chunks.size() ? now.range.to : Instant{now.chunks[k].last().ms + 1};
  return within(now.head, {from, to});
}

std::vector<Point> Store::Impl::points_of_part(const Snapshot& now, std::size_t k) const {
  const auto head = head_of_part(now, k);
  const SharedPoints chunk = k < now.chunks.size() ? load_chunk(now.chunks[k]) : nullptr;
  if (!chunk) return {head.begin(), head.end()};
  return merged(within(*chunk, now.range), head);
}

// The roll-ups in the range, by hour; by day where `by_days` allows it and the day lies completely inside.
std::vector<Summary> Store::Impl::folded(const Snapshot& now, bool by_days) const {
  if (!now.folded_to || now.range.from >= *now.folded_to) return {};
  const TimeRange range{now.range.from, std::min(now.range.to, *now.folded_to)};
  const Instant day_first = daily.start_of({range.from.ms - 1}) + daily.step;
  const Instant day_end = daily.start_of(range.to);
  if (!by_days || day_end <= day_first) return folded_steps(hourly, now.stream, range);
  auto steps = folded_steps(hourly, now.stream, {range.from, day_first});
  for (const TimeRange part : {TimeRange{day_first, day_end}, TimeRange{day_end, range.to}})
    for (const Summary& s : folded_steps(part.from == day_first ? daily : hourly, now.stream, part))
      steps.push_back(s);
  return steps;
}

std::vector<Summary> Store::Impl::folded_steps(const Level& level, StreamId stream, TimeRange range) const {
  std::vector<Summary> steps;
  if (range.to <= range.from) return steps;
  const auto blocks =
      db.roll_ups(stream, level.letter, level.block_of(range.from), level.block_of({range.to.ms - 1}));
  for (const RollUpBlock& block : blocks)
    if (const auto summaries = decode_summaries(level, block.bytes))
      std::ranges::copy_if(*summaries, std::back_inserter(steps), [&](const Summary& s) {
        return s.first.time >= range.from && s.first.time < range.to;
      });
  return steps;
}

std::vector<Summary> Store::Impl::bucketed(const Snapshot& now, Duration step, Instant origin,
                                           bool by_days) const {
  Bucketer buckets(step, origin);
  for (const Summary& s : folded(now, by_days)) buckets.add(s);
  for (std::size_t k = 0; k <= now.chunks.size(); ++k) {
    const auto head = head_of_part(now, k);
    if (k == now.chunks.size()) {
      for (const Point& p : head) buckets.add(p);
      break;
    }
    const ChunkRow& row = now.chunks[k];
    const bool inside = row.first() >= now.range.from && row.last() < now.range.to;
    if (head.empty() && inside && buckets.holds_whole(row.summary)) {
      buckets.add(row.summary);
    } else if (!head.empty()) {
      for (const Point& p : points_of_part(now, k)) buckets.add(p);
    } else if (const SharedPoints chunk = load_chunk(row)) {
      for (const Point& p : within(*chunk, now.range)) buckets.add(p);
    }
  }
  return buckets.take();
}

std::vector<Point> Store::points(StreamId stream, TimeRange range, std::size_t limit,
                                 bool newest_first) const {
  return impl_->query(stream, range, [&](const Impl::Snapshot& now) {
    std::vector<Point> found;
    const std::size_t parts = now.chunks.size() + 1;
    for (std::size_t i = 0; i < parts && found.size() < limit; ++i) {
      auto part = impl_->points_of_part(now, newest_first ? parts - 1 - i : i);
      if (newest_first) std::ranges::reverse(part);
      part.resize(std::min(part.size(), limit - found.size()));
      found.insert(found.end(), part.begin(), part.end());
    }
    return found;
  });
}

Result<std::vector<Summary>> Store::buckets(StreamId stream, TimeRange range, Duration step,
                                            Instant origin) const {
  if (step.count() < 1) return invalid(untranslated("the step of a bucket must be a millisecond or more"));
  const TimeRange found = clamp(range, totals(stream));
  if (found.to <= found.from) return std::vector<Summary>{};
  if (static_cast<std::size_t>((found.to - found.from) / step) >= limits::buckets_max)
    return Error{Code::too_large,
                 untranslated("that would be more than " + std::to_string(limits::buckets_max) +
                              " buckets: choose a longer step or a shorter time")};
  return impl_->query(stream, found, [&](const Impl::Snapshot& now) {
    return impl_->bucketed(now, step, origin, is_whole_days(step, origin));
  });
}

Result<Summary> Store::summary(StreamId stream, TimeRange range) const {
  Summary whole;
  whole.start = range.from;
  const TimeRange found = clamp(range, totals(stream));
  if (found.to <= found.from) return whole;
  const auto buckets = impl_->query(stream, found, [&](const Impl::Snapshot& now) {
    return impl_->bucketed(now, found.to - found.from, found.from, true);
  });
  if (!buckets.empty()) whole = buckets.front();
  whole.start = range.from;
  return whole;
}

std::vector<Latest> Store::latest(std::span<const StreamId> ids, Instant by) const {
  std::vector<Latest> found;
  std::vector<StreamId> ahead;
  {
    const ReadLock lock(impl_->state);
    for (const StreamId id : ids) {
      const Stream* stream = impl_->find(id);
      if (stream == nullptr || !stream->latest) continue;
      if (stream->latest->time <= by)
        found.push_back({id, *stream->latest});
      else
        ahead.push_back(id);
    }
  }
  for (const StreamId id : ahead)
    for (const Point& point : points(id, {{0}, by + Duration{1}}, 1, true)) found.push_back({id, point});
  return found;
}

Totals Store::totals(StreamId id) const {
  const ReadLock lock(impl_->state);
  const Stream* stream = impl_->find(id);
  if (stream == nullptr || !stream->latest) return {};
  return {stream->count, stream->first, stream->latest->time};
}

std::optional<Instant> Store::folded_to(StreamId id) const {
  const ReadLock lock(impl_->state);
  const Stream* stream = impl_->find(id);
  return stream == nullptr ? std::nullopt : stream->folded_to();
}

std::vector<TextResult> Store::texts(StreamId stream, TimeRange range, std::size_t limit,
                                     bool newest_first) const {
  return impl_->db.texts(stream, range, limit, newest_first);
}

std::vector<MessageId> Store::messages() const {
  const MutexLock lock(impl_->message_mutex);
  return {impl_->messages.begin(), impl_->messages.end()};
}

std::vector<TimeRange> Store::damaged_spans(StreamId id, TimeRange range) const {
  std::set<std::int64_t> known;
  {
    const MutexLock lock(impl_->damage_mutex);
    if (impl_->damaged_chunks.empty()) return {};
    known = impl_->damaged_chunks;
  }
  std::vector<TimeRange> spans;
  {
    const ReadLock lock(impl_->state);
    const Stream* stream = impl_->find(id);
    if (stream == nullptr) return {};
    for (const auto* rows : {&stream->chunks, &stream->damaged})
      for (const ChunkRow& row : *rows)
        if (known.contains(row.id) && row.first() < range.to && row.last() >= range.from)
          spans.push_back({row.first(), Instant{row.last().ms + 1}});
  }
  std::ranges::sort(spans, {}, &TimeRange::from);
  return spans;
}

std::int64_t Store::text_count(StreamId stream) const { return impl_->db.text_count(stream); }

}  // namespace cunkou::series
