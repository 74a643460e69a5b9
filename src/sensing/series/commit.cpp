// Commits the batches that the committer has taken from the queue.

#include <algorithm>
#include <iterator>
#include <numeric>

#include "sensing/series/sorted_points.hpp"
#include "sensing/series/store_impl.hpp"
#include "sensing/series/write_ahead.hpp"

namespace cunkou::series {
namespace {

constexpr std::size_t pending_kept = 256;  // capacity in readings that a stream keeps for its next commit

struct Arrival {
  Point point;
  std::size_t number;
  std::uint32_t batch;
};

std::vector<Arrival> arrivals_by_time(const Stream& stream) {
  std::vector<Arrival> arrivals;
  arrivals.reserve(stream.pending.size());
  std::size_t origin = 0;
  for (std::size_t i = 0; i < stream.pending.size(); ++i) {
    while (origin + 1 < stream.origins.size() && stream.origins[origin + 1].from <= i) ++origin;
    arrivals.push_back({stream.pending[i], i, stream.origins[origin].batch});
  }
  std::ranges::stable_sort(arrivals, {}, [](const Arrival& a) { return std::pair(a.point.time, a.batch); });
  return arrivals;
}

// Orders batches by their first reading. Senders of one upload deliver its parts in any order; sorted, most
// streams need no sorting of their own.
std::vector<std::uint32_t> by_time(const auto& group) {
  std::vector<std::uint32_t> order(group.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t b) {
    const auto& readings = group[b].batch.readings;
    return readings.empty() ? Instant{} : readings.front().time;
  });
  return order;
}

bool overlaps(std::span<const ChunkRow> rows, Instant first, Instant last) {
  const auto row = std::ranges::lower_bound(rows, first, {}, [](const ChunkRow& r) { return r.last(); });
  return row != rows.end() && row->first() <= last;
}

std::vector<Instant> distinct_times(const std::vector<Arrival>& arrivals) {
  std::vector<Instant> times;
  for (const Arrival& a : arrivals)
    if (times.empty() || times.back() != a.point.time) times.push_back(a.point.time);
  return times;
}

}  // namespace

Stream& Store::Impl::stream_at(StreamId id) {
  const auto i = static_cast<std::size_t>(id.value);
  if (const auto& own = own_streams(); i < own.size() && own[i]) return *own[i];
  auto stream = std::make_unique<Stream>();
  stream->id = id;
  const WriteLock lock(state);
  if (i >= streams.size()) streams.resize(i + 1);
  streams[i] = std::move(stream);
  ++counters.streams;
  return *streams[i];
}

void Store::Impl::scatter(const std::vector<Item>& group) {
  for (const std::uint32_t b : by_time(group))
    for (const Reading& r : group[b].batch.readings) {
      Stream& stream = stream_at(r.stream);
      if (stream.pending.empty())
        touched.push_back(&stream);
      else if (r.time <= stream.pending.back().time)
        stream.pending_ascending = false;
      if (stream.origins.empty() || stream.origins.back().batch != b)
        stream.origins.push_back({b, stream.pending.size()});
      stream.pending.push_back({r.time, r.value});
    }
}

void Store::Impl::classify(std::vector<Outcome>& outcomes) {
  for (Stream* stream : touched) {
    if (stream->pending_ascending && is_all_new(*stream))
      stream->pending_added = static_cast<std::int64_t>(stream->pending.size());
    else
      classify_each(*stream, outcomes);
  }
}

// Whether nothing is stored between the first and last pending reading: they follow everything, or fill a
// gap.
bool Store::Impl::is_all_new(const Stream& stream) const {
  const Instant first = stream.pending.front().time, last = stream.pending.back().time;
  if (!stream.latest || first > stream.latest->time) return true;
  const ReadLock lock(state);
  if (const auto folded_to = stream.folded_to(); folded_to && first < *folded_to) return false;
  const TimeRange range{first, {last.ms + 1}};
  return within(stream.active, range).empty() && within(stream.frozen, range).empty() &&
         !overlaps(stream.chunks, first, last);
}

// Handles repeated and out-of-order readings: compares each with the stored values and with earlier ones of
// the same commit.
void Store::Impl::classify_each(Stream& stream, std::vector<Outcome>& outcomes) {
  const auto arrivals = arrivals_by_time(stream);
  const auto stored = stored_values(stream, distinct_times(arrivals));
  const auto folded_to = stream.folded_to();
  std::vector<Point> changes;
  for (std::size_t i = 0, k = 0; i < arrivals.size(); ++k) {
    const Instant time = arrivals[i].point.time;
    std::optional<double> value = stored[k];
    for (; i < arrivals.size() && arrivals[i].point.time == time; ++i) {
      Outcome& outcome = outcomes[arrivals[i].batch];
      if (folded_to && time < *folded_to) {
        --outcome.added, ++outcome.too_old;
        continue;
      }
      if (value) --outcome.added, ++(*value == arrivals[i].point.value ? outcome.equal : outcome.replaced);
      if (!value || *value != arrivals[i].point.value) value = arrivals[i].point.value;
    }
    if (!value || value == stored[k]) continue;
    changes.push_back({time, *value});
    if (!stored[k]) ++stream.pending_added;
  }
  stream.pending = std::move(changes);
}

std::vector<std::optional<double>> Store::Impl::stored_values(const Stream& stream,
                                                              const std::vector<Instant>& times) const {
  const TimeRange range{times.front(), {times.back().ms + 1}};
  return query(stream.id, range, [&](const Snapshot& now) {
    std::vector<std::optional<double>> values(times.size());
    auto row = now.chunks.begin();
    SharedPoints chunk;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (const Point* p = find_point(now.head, times[i])) {
        values[i] = p->value;
        continue;
      }
      for (; row != now.chunks.end() && row->last() < times[i]; ++row) chunk = nullptr;
      if (row == now.chunks.end() || times[i] < row->first()) continue;
      if (!chunk) chunk = load_chunk(*row);
      if (const Point* p = chunk ? find_point(*chunk, times[i]) : nullptr) values[i] = p->value;
    }
    return values;
  });
}

std::vector<TextResult> Store::Impl::changed_texts(const std::vector<Item>& group,
                                                   std::vector<Outcome>& outcomes) {
  std::vector<TextResult> changed;
  for (std::size_t b = 0; b < group.size(); ++b)
    for (const TextResult& text : group[b].batch.texts) {
      const auto same = [&](const TextResult& t) { return t.stream == text.stream && t.time == text.time; };
      const auto here = std::ranges::find_if(changed, same);
      const auto stored = here == changed.end()
                              ? db.texts(text.stream, {text.time, {text.time.ms + 1}}, 1, false)
                              : std::vector<TextResult>{*here};
      if (!stored.empty())
        --outcomes[b].added, ++(stored[0] == text ? outcomes[b].equal : outcomes[b].replaced);
      if (!stored.empty() && stored[0] == text) continue;
      if (here != changed.end())
        *here = text;
      else
        changed.push_back(text);
    }
  return changed;
}

void Store::Impl::note_messages(const std::vector<Item>& group, ChunkStore::Commit& commit) const {
  const MutexLock lock(message_mutex);
  for (const Item& item : group) {
    if (item.batch.message) commit.messages.push_back(*item.batch.message);
    std::ranges::copy_if(item.batch.released, std::back_inserter(commit.released),
                         [&](const MessageId& message)
                             CUNKOU_REQUIRES(message_mutex) { return messages.contains(message); });
  }
}

void Store::Impl::apply_messages(const ChunkStore::Commit& commit) {
  const MutexLock lock(message_mutex);
  messages.insert(commit.messages.begin(), commit.messages.end());
  for (const MessageId& message : commit.released) messages.erase(message);
}

void Store::Impl::apply() {
  const WriteLock lock(state);
  for (Stream* stream : touched) {
    if (stream->pending.empty()) continue;
    if (stream->active.empty()) dirty.push_back(stream);
    const auto before = static_cast<std::int64_t>(stream->active.size());
    merge_into(stream->active, stream->pending);
    counters.active += static_cast<std::int64_t>(stream->active.size()) - before;
    stream->count += stream->pending_added;
    const Point &first = stream->pending.front(), &last = stream->pending.back();
    if (!stream->first || first.time < *stream->first) stream->first = first.time;
    if (!stream->latest || last.time >= stream->latest->time) stream->latest = last;
  }
}

void Store::Impl::clear_pending() {
  for (Stream* stream : touched) {
    stream->pending.clear();
    if (stream->pending.capacity() > pending_kept) stream->pending.shrink_to_fit();
    stream->origins.clear();
    stream->pending_ascending = true;
    stream->pending_added = 0;
  }
  touched.clear();
}

// The reason why the head must not grow any further although the database may still commit; nullopt: there is
// capacity.
std::optional<StoreBroken> Store::Impl::capacity_error() {
  const auto active = static_cast<std::size_t>(counters.active);
  if (active < 4 * options.head_readings && write_ahead_bytes < 4 * options.write_ahead_bytes) return {};
  MutexLock lock(seal_mutex);
  return seal_failure;
}

void Store::Impl::refuse(std::vector<Item>& group, const StoreBroken& why) {
  ++counters.failures;
  counters.refusing = true;
  {
    const MutexLock lock(refusal_mutex);
    refusal = why.reason;
  }
  clear_pending();
  for (Item& item : group) refuse(item, {Code::unavailable, why.shown});
}

void Store::Impl::refuse(Item& item, Error why) {
  counters.waiting -= static_cast<std::int64_t>(item.batch.readings.size() + item.batch.texts.size());
  item.done(std::move(why));
}

void Store::Impl::commit_group(std::vector<Item>& group) {
  seal_if_full();
  if (const auto why = capacity_error()) return refuse(group, *why);
  std::vector<Outcome> outcomes;
  ChunkStore::Commit commit;
  try {
    give_times(group);
    for (const Item& item : group) {
      outcomes.emplace_back().added =
          static_cast<std::int64_t>(item.batch.readings.size() + item.batch.texts.size());
      outcomes.back().times = item.times;
    }
    scatter(group);
    classify(outcomes);
    commit.texts = changed_texts(group, outcomes);
    note_messages(group, commit);
    WriteAheadEncoder rows;
    for (const Stream* stream : touched)
      if (!stream->pending.empty()) rows.add(stream->id, stream->pending);
    const bool has_others = !commit.texts.empty() || !commit.messages.empty() || !commit.released.empty();
    // After a refusal a row without readings shows whether the database takes rows again.
    if (!rows.empty() || (!has_others && counters.refusing))
      commit.write_ahead.emplace(write_ahead_last + 1, rows.finish());
    if (commit.write_ahead || has_others) db.commit(commit);
    if (commit.write_ahead) {
      ++write_ahead_last;
      write_ahead_bytes += commit.write_ahead->second.size();
    }
  } catch (const StoreBroken& broken) {
    return refuse(group, broken);
  }
  apply();
  apply_messages(commit);
  clear_pending();
  ++counters.commits;
  counters.refusing = false;
  for (std::size_t b = 0; b < group.size(); ++b) {
    const auto n = static_cast<std::int64_t>(group[b].batch.readings.size() + group[b].batch.texts.size());
    counters.waiting -= n;
    counters.readings_in += n;
    counters.equal += outcomes[b].equal;
    counters.replaced += outcomes[b].replaced;
    group[b].done(outcomes[b]);
  }
}

}  // namespace cunkou::series
