#include "sensing/series/copy_series.hpp"

#include <utility>

namespace cunkou::series {
namespace {

constexpr std::size_t rows_in_commit = 1000;

class Copy {
 public:
  explicit Copy(ChunkStore& to) : to_(to) {}

  void add(const ChunkRow& row, const Bytes& bytes) {
    commit_.chunks.emplace_back(row, bytes);
    added();
  }
  void add(const RollUpBlock& block) {
    commit_.roll_ups.push_back(block);
    added();
  }
  void add(const TextResult& text) {
    commit_.texts.push_back(text);
    added();
  }
  void add(const MessageId& message) {
    commit_.messages.push_back(message);
    added();
  }
  // A commit has one row of these.
  void add_write_ahead(std::int64_t number, const Bytes& bytes) {
    commit_.write_ahead.emplace(number, bytes);
    finish();
  }
  void set_maintenance_clock(Instant time) { commit_.maintenance_clock = time; }
  void set_write_ahead_through(std::int64_t number) { commit_.write_ahead_through = number; }
  void finish() {
    to_.commit(std::exchange(commit_, {}));
    rows_ = 0;
  }

 private:
  void added() {
    if (++rows_ == rows_in_commit) finish();
  }

  ChunkStore& to_;
  ChunkStore::Commit commit_;
  std::size_t rows_ = 0;
};

CopiedSeries count(ChunkStore& store) {
  CopiedSeries found;
  store.each_chunk_row([&](const ChunkRow&) { ++found.chunks; });
  store.each_write_ahead([&](std::int64_t, const Bytes&) { ++found.write_ahead; });
  for (const char level : {'h', 'd'})
    store.each_roll_up(level, [&](const RollUpBlock&) { ++found.roll_ups; });
  store.each_text([&](const TextResult&) { ++found.texts; });
  store.each_message([&](const MessageId&) { ++found.messages; });
  return found;
}

}  // namespace

CopiedSeries copy_series(ChunkStore& from, ChunkStore& to) {
  if (count(to) != CopiedSeries{})
    throw StoreBroken({"那里已有读数：请换一个空的，没有复制任何读数",
                       "there are readings already: name an empty place; no reading was copied"});
  CopiedSeries copied;
  Copy copy(to);
  from.each_chunk([&](const ChunkRow& row, const std::optional<Bytes>& bytes) {
    if (!bytes) {
      ++copied.lost_chunks;
      return;
    }
    copy.add(row, *bytes);
    ++copied.chunks;
  });
  for (const char level : {'h', 'd'})
    from.each_roll_up(level, [&](const RollUpBlock& block) {
      copy.add(block);
      ++copied.roll_ups;
    });
  from.each_text([&](const TextResult& text) {
    copy.add(text);
    ++copied.texts;
  });
  from.each_message([&](const MessageId& message) {
    copy.add(message);
    ++copied.messages;
  });
  if (const auto time = from.maintenance_clock()) copy.set_maintenance_clock(*time);
  if (const auto number = from.write_ahead_through()) copy.set_write_ahead_through(*number);
  copy.finish();
  from.each_write_ahead([&](std::int64_t number, const Bytes& bytes) {
    copy.add_write_ahead(number, bytes);
    ++copied.write_ahead;
  });
  auto counted = count(to);
  counted.lost_chunks = copied.lost_chunks;
  if (counted != copied)
    throw StoreBroken({"复制的读数对不上：请清空那里再试",
                       "the copy of the readings is not whole: empty the place it went to and try again"});
  return copied;
}

}  // namespace cunkou::series
