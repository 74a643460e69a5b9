// Gives each reading that came without a time one at which its stream has nothing.

#include <algorithm>
#include <iterator>
#include <map>

#include "sensing/series/store_impl.hpp"

namespace cunkou::series {
namespace {

// The free times of one stream within one commit.
class FreeTimes {
 public:
  void want(Instant arrival, bool is_text) {
    from_ = wanted_ ? std::min(from_, arrival) : arrival;
    to_ = std::max(to_, {arrival + limits::untimed_ahead_max});
    wanted_ = true;
    has_texts_ |= is_text;
  }
  TimeRange range() const { return {from_, {to_.ms + 1}}; }
  bool has_texts() const { return has_texts_; }

  void take(Instant time) { taken_.push_back(time); }
  // After every take(). Times up to `given` were given before; later ones may be, if the clock was set back.
  void begin(Instant given) {
    std::ranges::sort(taken_);
    if (given >= from_ && given < to_) next_ = {given.ms + 1};
  }
  // nullopt: there is none within limits::untimed_ahead_max.
  std::optional<Instant> give(Instant arrival) {
    Instant time = std::max(arrival, next_);
    for (auto taken = std::ranges::lower_bound(taken_, time); taken != taken_.end() && *taken <= time;
         ++taken)
      if (*taken == time) ++time.ms;
    if (time > arrival + limits::untimed_ahead_max) return {};
    next_ = {time.ms + 1};
    return time;
  }
  std::optional<Instant> last_given() const {
    return next_ == Instant{} ? std::nullopt : std::optional(Instant{next_.ms - 1});
  }

 private:
  bool wanted_ = false, has_texts_ = false;
  Instant from_, to_, next_;
  std::vector<Instant> taken_;
};

using Streams = std::map<StreamId, FreeTimes>;

// Calls f(time) for the reading or text at each of the indices.
void each_at(auto& all, const std::vector<std::uint32_t>& indices, auto f) {
  for (const auto i : indices) f(all[i]);
}

// Calls f for each that is at none of the indices.
void each_other(const auto& all, const std::vector<std::uint32_t>& indices, auto f) {
  auto next = indices.begin();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (next != indices.end() && *next == i)
      ++next;
    else
      f(all[i]);
  }
}

bool give(Batch& batch, Streams& streams, std::vector<Instant>& times) {
  bool all = true;
  const auto one = [&](auto& reading) {
    const auto time = all ? streams.at(reading.stream).give(reading.time) : std::nullopt;
    if (!time) return void(all = false);
    reading.time = *time;
    times.push_back(*time);
  };
  each_at(batch.readings, batch.untimed_readings, one);
  each_at(batch.texts, batch.untimed_texts, one);
  return all;
}

Error too_many_untimed() {
  return {
      Code::unavailable,
      {"一个量一下子来了太多没有时间的读数：请过一分钟再发，或者给每个读数写上时间",
       "too many readings of one stream came at once without a time: send them again in a minute, or give "
       "each its time"}};
}

}  // namespace

std::vector<Instant> Store::Impl::stored_times(StreamId id, TimeRange range, bool with_texts) const {
  std::vector<Instant> times = query(id, range, [&](const Snapshot& now) {
    std::vector<Instant> found;
    for (std::size_t k = 0; k <= now.chunks.size(); ++k)
      for (const Point& p : points_of_part(now, k)) found.push_back(p.time);
    return found;
  });
  if (with_texts)
    for (const TextResult& text : db.texts(id, range, SIZE_MAX, false)) times.push_back(text.time);
  return times;
}

void Store::Impl::give_times(std::vector<Item>& group) {
  Streams wanted;
  for (Item& item : group) {
    each_at(item.batch.readings, item.batch.untimed_readings,
            [&](const Reading& r) { wanted[r.stream].want(r.time, false); });
    each_at(item.batch.texts, item.batch.untimed_texts,
            [&](const TextResult& t) { wanted[t.stream].want(t.time, true); });
  }
  if (wanted.empty()) return;
  const auto take = [&](const auto& timed) {
    if (const auto found = wanted.find(timed.stream); found != wanted.end()) found->second.take(timed.time);
  };
  for (const Item& item : group) {
    each_other(item.batch.readings, item.batch.untimed_readings, take);
    each_other(item.batch.texts, item.batch.untimed_texts, take);
  }
  for (auto& [id, free] : wanted) {
    const Stream& stream = stream_at(id);
    const bool has_later = stream.latest && stream.latest->time >= free.range().from;
    if (has_later || free.has_texts())
      for (const Instant time : stored_times(id, free.range(), free.has_texts())) free.take(time);
    free.begin(stream.given);
  }
  std::erase_if(group, [&](Item& item) {
    if (give(item.batch, wanted, item.times)) return false;
    refuse(item, too_many_untimed());
    return true;
  });
  for (const auto& [id, free] : wanted)
    if (const auto given = free.last_given()) stream_at(id).given = *given;
}

}  // namespace cunkou::series
