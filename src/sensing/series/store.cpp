#include "sensing/series/store.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <cmath>
#include <future>

#include "sensing/series/limits.hpp"
#include "sensing/series/store_impl.hpp"
#include "sensing/series/summarize.hpp"
#include "sensing/series/write_ahead.hpp"

namespace cunkou::series {
namespace {

constexpr std::int64_t time_max = std::int64_t{1} << 44;  // an Observation id has 44 bits for the time

bool is_valid(StreamId stream, Instant time) {
  return stream.value > 0 && stream.value <= limits::streams_max && time.ms >= 0 && time.ms < time_max;
}

bool is_valid(const Batch& batch) {
  return std::ranges::all_of(
             batch.readings,
             [](const Reading& r) { return is_valid(r.stream, r.time) && std::isfinite(r.value); }) &&
         std::ranges::all_of(batch.texts, [](const TextResult& t) { return is_valid(t.stream, t.time); });
}

std::size_t item_count(const Batch& batch) { return batch.readings.size() + batch.texts.size(); }

Error stopped() {
  return {Code::unavailable,
          {"服务器正在停止，不再接收数据：请一分钟后再发",
           "the server is shutting down and takes nothing in any more: send it again in a minute"}};
}

}  // namespace

Store::Impl::Impl(ChunkStore& db_, const Clock& clock_, Options options_)
    : db(db_), clock(clock_), options(options_), cache(options_.chunks_cached) {
  load();
  start();
}

void Store::Impl::start() {
  committer = std::thread([this] { commit_loop(); });
  sealer = std::thread([this] { seal_loop(); });
}

void Store::Impl::stop() {
  db.give_up();
  {
    MutexLock lock(queue_mutex);
    stopping = true;
  }
  queue_filled.notify_all();
  queue_drained.notify_all();
  if (committer.joinable()) committer.join();
  {
    MutexLock lock(seal_mutex);
    sealer_ends = true;
  }
  seal_changed.notify_all();
  if (sealer.joinable()) sealer.join();
}

void Store::Impl::load() {
  load_chunk_rows();
  load_roll_ups();
  for (const auto& stream : own_streams())
    if (stream) recount(*stream);
  load_write_ahead();
  db.each_message([this](const MessageId& message) {
    const MutexLock lock(message_mutex);
    messages.insert(message);
  });
}

void Store::Impl::load_chunk_rows() {
  db.each_chunk_row([this](const ChunkRow& row) {
    next_chunk_id = std::max(next_chunk_id, row.id + 1);
    if (!is_valid(row.stream, row.first()) || row.last() < row.first()) return note_damage(row.id);
    stream_at(row.stream).chunks.push_back(row);
    ++counters.chunks;
  });
  for (const auto& stream : own_streams())
    if (stream) separate_overlapping(*stream);
}

// Chunks never overlap, except with one that was damaged and could not be merged.
void Store::Impl::separate_overlapping(Stream& stream) {
  std::ranges::sort(stream.chunks, {}, [](const ChunkRow& row) { return row.first(); });
  std::vector<ChunkRow> sound;
  for (const ChunkRow& row : stream.chunks) {
    while (!sound.empty() && sound.back().last() >= row.first() && !load_chunk(sound.back())) {
      stream.damaged.push_back(sound.back());
      sound.pop_back();
    }
    if (sound.empty() || sound.back().last() < row.first())
      sound.push_back(row);
    else
      stream.damaged.push_back(row);
  }
  stream.chunks = std::move(sound);
}

void Store::Impl::load_roll_ups() {
  db.each_roll_up(daily.letter, [this](const RollUpBlock& block) {
    const auto days = decode_summaries(daily, block.bytes);
    if (!days || !is_valid(block.stream, Instant{0})) return;
    for (const Summary& day : *days) add(stream_at(block.stream).folded, day);
  });
}

void Store::Impl::load_write_ahead() {
  std::vector<Item> group(1);
  WriteAheadNumbers numbers;
  db.each_write_ahead([&](std::int64_t number, const Bytes& bytes) {
    numbers.add(number);
    write_ahead_last = number;
    write_ahead_bytes += bytes.size();
    const auto rows = decode_write_ahead(bytes);
    if (!rows) return damaged_write_ahead.push_back(number);
    for (const StreamPoints& row : *rows)
      for (const Point& p : row.points)
        if (is_valid(row.stream, p.time)) group[0].batch.readings.push_back({row.stream, p.time, p.value});
  });
  const auto through = db.write_ahead_through();
  for (const auto& [first, last] : numbers.gaps(through)) missing_write_ahead += last - first + 1;
  frozen_through = sealed_through = through.value_or(0);
  write_ahead_last = std::max(write_ahead_last, frozen_through);
  std::vector<Outcome> outcomes(1);
  scatter(group);
  classify(outcomes);
  apply();
  clear_pending();
}

bool Store::Impl::enqueue(Item& item) {
  const std::size_t n = item_count(item.batch);
  MutexLock lock(queue_mutex);
  if (!item.task && std::this_thread::get_id() != committer.get_id())
    while (!stopping && waiting > 0 && waiting + n > limits::waiting_readings) lock.wait(queue_drained);
  if (stopping) return false;
  waiting += n;
  counters.waiting += static_cast<std::int64_t>(n);
  queue.push_back(std::move(item));
  lock.unlock();
  queue_filled.notify_one();
  return true;
}

// Takes the waiting batches that fit into one commit, or the next task alone; empty: the queue is stopped and
// drained.
std::vector<Store::Impl::Item> Store::Impl::dequeue() {
  std::vector<Item> taken;
  MutexLock lock(queue_mutex);
  while (!stopping && queue.empty()) lock.wait(queue_filled);
  std::size_t n = 0;
  while (!queue.empty()) {
    Item& next = queue.front();
    n += item_count(next.batch);
    if (!taken.empty() && (next.task || n > limits::commit_readings)) break;
    waiting -= item_count(next.batch);
    taken.push_back(std::move(next));
    queue.pop_front();
    if (taken.back().task) break;
  }
  lock.unlock();
  queue_drained.notify_all();
  return taken;
}

void Store::Impl::commit_loop() {
  for (;;) {
    auto taken = dequeue();
    if (taken.empty()) return;
    if (taken.front().task)
      taken.front().task();
    else
      commit_group(taken);
  }
}

Result<void> Store::Impl::on_committer(const std::function<Result<void>()>& task) {
  BOOST_ASSERT(std::this_thread::get_id() != committer.get_id());
  std::promise<Result<void>> result;
  Item item;
  item.task = [&] {
    try {
      result.set_value(task());
    } catch (const StoreBroken& broken) {
      ++counters.failures;
      result.set_value(Error{Code::unavailable, broken.shown});
    }
  };
  if (!enqueue(item)) return stopped();
  return result.get_future().get();
}

Store::Store(ChunkStore& db, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(db, clock, options)) {}
Store::~Store() = default;

void Store::append(Batch batch, Completion<Outcome> done) {
  if (!is_valid(batch))
    return done(
        invalid(untranslated("a reading has no finite value, or its stream or time is out of range")));
  if (auto why = impl_->db.unavailable()) return done(Error{Code::unavailable, std::move(*why)});
  Impl::Item item;
  item.batch = std::move(batch);
  item.done = std::move(done);
  if (!impl_->enqueue(item)) item.done(stopped());
}

Result<Outcome> Store::append_and_wait(Batch batch) {
  BOOST_ASSERT(std::this_thread::get_id() != impl_->committer.get_id());
  std::promise<Result<Outcome>> outcome;
  append(std::move(batch), [&](const Result<Outcome>& o) { outcome.set_value(o); });
  return outcome.get_future().get();
}

std::optional<Label> Store::why_refusing() {
  if (!impl_->counters.refusing || append_and_wait({})) return {};
  const MutexLock lock(impl_->refusal_mutex);
  return impl_->refusal;
}

Label Store::last_refusal() const {
  const MutexLock lock(impl_->refusal_mutex);
  return impl_->refusal;
}

Result<void> Store::seal() {
  CUNKOU_TRY(impl_->on_committer([&]() -> Result<void> {
    impl_->seal_on_committer();
    impl_->db.release_space();
    return {};
  }));
  return {};
}

void Store::stop() { impl_->stop(); }

Store::Metrics Store::metrics() const {
  const auto& c = impl_->counters;
  Metrics m;
  m.commits = c.commits;
  m.readings_in = c.readings_in;
  m.equal = c.equal;
  m.replaced = c.replaced;
  m.chunks_written = c.chunks_written;
  m.failures = c.failures;
  m.head = c.active + c.frozen;
  m.waiting = c.waiting;
  m.chunks = c.chunks;
  m.refusing = c.refusing;
  m.streams = c.streams;
  MutexLock lock(impl_->damage_mutex);
  m.damaged = static_cast<std::int64_t>(impl_->damaged_chunks.size() + impl_->damaged_write_ahead.size()) +
              impl_->missing_write_ahead;
  return m;
}

}  // namespace cunkou::series
