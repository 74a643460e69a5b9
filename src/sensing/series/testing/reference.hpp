#pragma once
// Reference for tests: the same readings in a std::map, and a comparison with a Store.

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "sensing/series/store.hpp"

namespace cunkou::series {

inline const TimeRange ever{{0}, {std::int64_t{1} << 44}};

class Reference {
 public:
  Outcome append(const Batch& batch) {
    Outcome outcome;
    for (const Reading& r : batch.readings) {
      auto [at, is_new] = streams_[r.stream].try_emplace(r.time, r.value);
      ++(is_new ? outcome.added : at->second == r.value ? outcome.equal : outcome.replaced);
      at->second = r.value;
    }
    return outcome;
  }
  std::int64_t remove(StreamId stream, TimeRange range) {
    auto& points = streams_[stream];
    const auto before = points.size();
    points.erase(points.lower_bound(range.from), points.lower_bound(range.to));
    return static_cast<std::int64_t>(before - points.size());
  }
  std::vector<Point> points(StreamId stream, TimeRange range) const {
    std::vector<Point> found;
    const auto it = streams_.find(stream);
    if (it == streams_.end()) return found;
    for (auto at = it->second.lower_bound(range.from); at != it->second.lower_bound(range.to); ++at)
      found.push_back({at->first, at->second});
    return found;
  }
  std::vector<StreamId> streams() const {
    std::vector<StreamId> ids;
    for (const auto& [id, points] : streams_) ids.push_back(id);
    return ids;
  }

  void expect_same(const Store& store, std::mt19937& random) const {
    for (const StreamId stream : streams()) {
      const auto all = points(stream, ever);
      ASSERT_EQ(store.points(stream, ever, SIZE_MAX), all);
      Totals totals;
      totals.count = static_cast<std::int64_t>(all.size());
      if (!all.empty()) totals.first = all.front().time, totals.last = all.back().time;
      ASSERT_EQ(store.totals(stream), totals);
      const auto latest = store.latest(std::vector{stream});
      ASSERT_EQ(latest.size(), all.empty() ? 0U : 1U);
      if (all.empty()) continue;
      ASSERT_EQ(latest[0].point, all.back());
      expect_same_in_part(store, stream, random, all);
    }
  }

 private:
  void expect_same_in_part(const Store& store, StreamId stream, std::mt19937& random,
                           const std::vector<Point>& all) const {
    std::uniform_int_distribution<std::int64_t> any(all.front().time.ms - 5, all.back().time.ms + 5);
    const std::int64_t a = any(random), b = any(random);
    const TimeRange range{{std::min(a, b)}, {std::max(a, b)}};
    auto part = points(stream, range);
    const std::size_t limit = 1 + random() % 50;
    expect_same_buckets(store, stream, range, part, Duration{1 + (range.to - range.from).count() / 37});
    auto first = part, last = std::vector<Point>(part.rbegin(), part.rend());
    first.resize(std::min(limit, first.size()));
    last.resize(std::min(limit, last.size()));
    ASSERT_EQ(store.points(stream, range, limit), first);
    ASSERT_EQ(store.points(stream, range, limit, true), last);
  }
  static void expect_same_buckets(const Store& store, StreamId stream, TimeRange range,
                                  const std::vector<Point>& part, Duration step) {
    const auto buckets = store.buckets(stream, range, step, {7}).value();
    std::size_t i = 0;
    for (const Summary& bucket : buckets) {
      ASSERT_EQ((bucket.start.ms - 7) % step.count(), 0);
      double sum = 0, min = 1e300, max = -1e300;
      const std::size_t begin = i;
      for (; i < part.size() && part[i].time < bucket.start + step; ++i) {
        sum += part[i].value;
        min = std::min(min, part[i].value);
        max = std::max(max, part[i].value);
      }
      ASSERT_GT(i, begin);
      ASSERT_GE(part[begin].time, bucket.start);
      ASSERT_EQ(bucket.count, static_cast<std::int64_t>(i - begin));
      ASSERT_EQ(bucket.first, part[begin]);
      ASSERT_EQ(bucket.last, part[i - 1]);
      ASSERT_EQ(bucket.min, min);
      ASSERT_EQ(bucket.max, max);
      ASSERT_NEAR(bucket.sum, sum, 1e-6 * (1 + std::abs(sum)));
    }
    ASSERT_EQ(i, part.size());
    ASSERT_EQ(store.summary(stream, range).value().count, static_cast<std::int64_t>(part.size()));
  }

  std::map<StreamId, std::map<Instant, double>> streams_;
};

// Batches as devices send them: mostly in order, some out of order, repeated or corrected.
class RandomBatches {
 public:
  explicit RandomBatches(std::uint32_t seed, int streams = 5) : random_(seed), streams_(streams) {}

  Batch next() {
    Batch batch;
    const int n = 1 + below(below(4) == 0 ? 400 : 30);
    const std::int64_t back = below(5) == 0 ? below(200) : 0;
    for (int i = 0; i < n; ++i) batch.readings.push_back(reading(back));
    if (!sent_.empty() && below(6) == 0)
      for (const Reading& r : sent_[random_() % sent_.size()].readings) batch.readings.push_back(r);
    if (below(8) == 0) std::shuffle(batch.readings.begin(), batch.readings.end(), random_);
    sent_.push_back(batch);
    return batch;
  }
  std::mt19937& random() { return random_; }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  Reading reading(std::int64_t back) {
    const StreamId stream{1 + below(streams_)};
    auto& clock = clocks_[stream.value];
    const std::int64_t step =
        std::max<std::int64_t>(0, clock += 1 + (below(20) == 0 ? below(500) : 0)) - back;
    const double value = below(300) == 0   ? -0.0
                         : below(200) == 0 ? below(1000) / 7.0
                                           : below(600) / 10.0 - 20;
    return {stream, {std::max<std::int64_t>(0, step) * 1000 + (below(30) == 0 ? 1 : 0)}, value};
  }

  std::mt19937 random_;
  int streams_;
  std::map<std::int64_t, std::int64_t> clocks_;
  std::vector<Batch> sent_;
};

}  // namespace cunkou::series
