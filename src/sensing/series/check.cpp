// Reads everything on disk once and verifies it against its rows and summaries.

#include <cmath>
#include <map>
#include <set>

#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/store_impl.hpp"
#include "sensing/series/summarize.hpp"
#include "sensing/series/write_ahead.hpp"

namespace cunkou::series {
namespace {

using Check = Store::Check;

bool same(double a, double b) { return a == b; }

bool same(const Summary& a, const Summary& b) {
  return a.count == b.count && same(a.min, b.min) && same(a.max, b.max) && same(a.sum, b.sum) &&
         a.first == b.first && a.last == b.last;
}

std::string place_of(const ChunkRow& row) {
  return "stream " + std::to_string(row.stream.value) + ", chunk " + std::to_string(row.id) + " (" +
         to_iso(row.first()) + " to " + to_iso(row.last()) + ", " + std::to_string(row.summary.count) +
         " readings): ";
}

class ChunkCheck {
 public:
  ChunkCheck(Check& check, std::set<std::int64_t>& streams) : check_(check), streams_(streams) {}

  void operator()(const ChunkRow& row, const std::optional<Bytes>& bytes) {
    ++check_.chunks;
    streams_.insert(row.stream.value);
    if (!bytes) return fault(row, "its bytes are missing");
    const auto points = decode_chunk(*bytes);
    if (!points) return fault(row, points.error().reason.en);
    check_.readings += static_cast<std::int64_t>(points->size());
    if (!same(summarize(*points), row.summary)) return fault(row, "its row says other than its readings");
    if (row.stream == last_.stream && row.first() <= last_.last())
      fault(row, "it overlaps chunk " + std::to_string(last_.id));
    last_ = row;
  }

 private:
  void fault(const ChunkRow& row, const std::string& what) { check_.faults.push_back(place_of(row) + what); }

  Check& check_;
  std::set<std::int64_t>& streams_;
  ChunkRow last_;
};

void check_write_ahead(ChunkStore& db, Check& check, std::set<std::int64_t>& streams) {
  WriteAheadNumbers numbers;
  db.each_write_ahead([&](std::int64_t number, const Bytes& bytes) {
    ++check.write_ahead;
    numbers.add(number);
    const auto rows = decode_write_ahead(bytes);
    if (!rows) {
      check.faults.push_back("write-ahead row " + std::to_string(number) + ": " + rows.error().reason.en);
      return;
    }
    for (const auto& row : *rows) {
      streams.insert(row.stream.value);
      check.waiting += static_cast<std::int64_t>(row.points.size());
    }
  });
  // Read last: a server may have sealed rows meanwhile.
  for (const auto& [first, last] : numbers.gaps(db.write_ahead_through()))
    check.faults.push_back("write-ahead rows " + std::to_string(first) + " to " + std::to_string(last) +
                           " are missing: the readings of these commits were acknowledged and are lost");
}

std::map<std::int64_t, std::int64_t> check_roll_ups(ChunkStore& db, const Level& level, Check& check) {
  std::map<std::int64_t, std::int64_t> counts;  // readings by stream
  db.each_roll_up(level.letter, [&](const RollUpBlock& block) {
    ++check.roll_ups;
    const auto summaries = decode_summaries(level, block.bytes);
    const std::string place = "stream " + std::to_string(block.stream.value) + ", roll-up " +
                              std::string(1, level.letter) + std::to_string(block.block) + ": ";
    if (!summaries) return check.faults.push_back(place + summaries.error().reason.en);
    for (const Summary& s : *summaries) {
      counts[block.stream.value] += s.count;
      if (level.block_of(s.start) != block.block || s.count < 1 || s.min > s.max)
        return check.faults.push_back(place + "it holds what cannot be");
    }
  });
  return counts;
}

}  // namespace

Store::Check Store::check() const {
  Check check;
  ChunkStore& db = impl_->db;
  std::set<std::int64_t> streams;
  ChunkCheck chunks(check, streams);
  try {
    for (auto& fault : db.structure_faults()) check.faults.push_back(std::move(fault));
    db.each_chunk([&](const ChunkRow& row, const std::optional<Bytes>& bytes) { chunks(row, bytes); });
    check_write_ahead(db, check, streams);
    if (check_roll_ups(db, hourly, check) != check_roll_ups(db, daily, check))
      check.faults.push_back("the hours and the days of the roll-ups do not add up to the same readings");
  } catch (const StoreBroken& broken) {
    check.faults.push_back(broken.what());
  }
  check.streams = static_cast<std::int64_t>(streams.size());
  return check;
}

}  // namespace cunkou::series
