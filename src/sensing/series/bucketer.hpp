#pragma once
// Groups readings that arrive in time order into buckets of equal width.

#include <utility>
#include <vector>

#include "sensing/series/reading.hpp"
#include "sensing/series/summarize.hpp"

namespace cunkou::series {

class Bucketer {
 public:
  // Buckets start at origin + n * step; step > 0.
  Bucketer(Duration step, Instant origin) : step_(step), origin_(origin) {}

  void add(const Point& p) {
    if (p.time >= end_) open(p.time);
    add_later(current_, p);
  }
  // Adds the whole summary to the bucket of its first reading.
  void add(const Summary& s) {
    if (s.first.time >= end_) open(s.first.time);
    series::add(current_, s);
  }
  bool holds_whole(const Summary& s) const { return start_of(s.first.time) == start_of(s.last.time); }

  std::vector<Summary> take() {
    close();
    return std::move(buckets_);
  }

 private:
  Instant start_of(Instant t) const {
    const std::int64_t since = (t - origin_).count(), step = step_.count();
    return {t.ms - (since % step + step) % step};
  }
  void open(Instant t) {
    close();
    current_.start = start_of(t);
    end_ = current_.start + step_;
  }
  void close() {
    if (current_.count > 0) buckets_.push_back(current_);
    current_ = {};
  }

  Duration step_;
  Instant origin_;
  Instant end_{INT64_MIN};
  Summary current_;
  std::vector<Summary> buckets_;
};

}  // namespace cunkou::series
