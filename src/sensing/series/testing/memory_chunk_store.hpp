#pragma once
// A ChunkStore in memory for tests, with simulated failures. It holds committed content only, so a copy of it
// equals the disk after a kill -9.

#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "sensing/series/chunk_store.hpp"

namespace cunkou::series {

class MemoryChunkStore final : public ChunkStore {
 public:
  MemoryChunkStore() = default;
  MemoryChunkStore(const MemoryChunkStore& other) : ChunkStore() {
    std::lock_guard lock(other.mutex_);
    disk_ = other.disk_;
  }

  // The next `n` commits succeed, later ones throw until the next call. Negative: all succeed.
  void break_after(int n) {
    std::lock_guard lock(mutex_);
    passes_ = n;
  }
  std::int64_t commits() const {
    std::lock_guard lock(mutex_);
    return commits_;
  }
  std::size_t write_ahead_rows() const {
    std::lock_guard lock(mutex_);
    return disk_.write_ahead.size();
  }
  // Flips a byte of a stored chunk; false if there is none.
  bool flip_in_chunk(std::int64_t id, std::size_t at) {
    std::lock_guard lock(mutex_);
    return flip(disk_.bytes, id, at);
  }
  bool flip_in_write_ahead(std::int64_t number, std::size_t at) {
    std::lock_guard lock(mutex_);
    return flip(disk_.write_ahead, number, at);
  }
  void lose_write_ahead(std::int64_t number) {
    std::lock_guard lock(mutex_);
    disk_.write_ahead.erase(number);
  }
  std::vector<std::int64_t> chunk_ids() const {
    std::lock_guard lock(mutex_);
    std::vector<std::int64_t> ids;
    for (const auto& [id, row] : disk_.rows) ids.push_back(id);
    return ids;
  }
  std::function<void(const MemoryChunkStore&)> after_commit;  // called without the lock

  void commit(const Commit& commit) override {
    {
      std::lock_guard lock(mutex_);
      if (passes_ == 0) throw StoreBroken(untranslated("the disk is full: free some space"));
      if (passes_ > 0) --passes_;
      ++commits_;
      write(commit);
    }
    if (after_commit) after_commit(*this);
  }
  void release_space() override {}

  void each_write_ahead(const std::function<void(std::int64_t, const Bytes&)>& take) override {
    for (const auto& [number, bytes] : disk().write_ahead) take(number, bytes);
  }
  void each_chunk_row(const std::function<void(const ChunkRow&)>& take) override {
    for (const auto& [id, row] : disk().rows) take(row);
  }
  std::optional<Bytes> chunk(std::int64_t id) override {
    std::lock_guard lock(mutex_);
    const auto found = disk_.bytes.find(id);
    return found == disk_.bytes.end() ? std::nullopt : std::optional(found->second);
  }
  void each_chunk(const std::function<void(const ChunkRow&, const std::optional<Bytes>&)>& take) override {
    const Disk now = disk();
    std::map<std::pair<StreamId, Instant>, ChunkRow> ordered;
    for (const auto& [id, row] : now.rows) ordered[{row.stream, row.first()}] = row;
    for (const auto& [key, row] : ordered) {
      const auto found = now.bytes.find(row.id);
      take(row, found == now.bytes.end() ? std::nullopt : std::optional(found->second));
    }
  }
  void each_roll_up(char level, const std::function<void(const RollUpBlock&)>& take) override {
    for (const auto& [key, bytes] : disk().roll_ups)
      if (std::get<1>(key) == level) take({std::get<0>(key), level, std::get<2>(key), bytes});
  }
  void each_text(const std::function<void(const TextResult&)>& take) override {
    for (const auto& [key, json] : disk().texts) take({key.first, key.second, json});
  }
  void each_message(const std::function<void(const MessageId&)>& take) override {
    for (const auto& message : disk().messages) take(message);
  }
  std::vector<RollUpBlock> roll_ups(StreamId stream, char level, std::int64_t from,
                                    std::int64_t to) override {
    std::vector<RollUpBlock> found;
    for (const auto& [key, bytes] : disk().roll_ups) {
      const auto& [s, l, block] = key;
      if (s == stream && l == level && block >= from && block <= to) found.push_back({s, l, block, bytes});
    }
    return found;
  }
  std::vector<TextResult> texts(StreamId stream, TimeRange range, std::size_t limit,
                                bool newest_first) override {
    std::vector<TextResult> found;
    for (const auto& [key, json] : disk().texts)
      if (key.first == stream && key.second >= range.from && key.second < range.to)
        found.push_back({stream, key.second, json});
    if (newest_first) found = {found.rbegin(), found.rend()};
    found.resize(std::min(found.size(), limit));
    return found;
  }
  std::int64_t text_count(StreamId stream) override {
    std::int64_t n = 0;
    for (const auto& [key, json] : disk().texts) n += key.first == stream ? 1 : 0;
    return n;
  }
  std::optional<Instant> maintenance_clock() override { return disk().maintenance_clock; }
  std::optional<std::int64_t> write_ahead_through() override { return disk().write_ahead_through; }
  std::vector<std::string> structure_faults() override { return {}; }

 private:
  struct Disk {
    std::map<std::int64_t, Bytes> write_ahead, bytes;
    std::map<std::int64_t, ChunkRow> rows;
    std::map<std::tuple<StreamId, char, std::int64_t>, Bytes> roll_ups;
    std::map<std::pair<StreamId, Instant>, std::string> texts;
    std::optional<Instant> maintenance_clock;
    std::optional<std::int64_t> write_ahead_through;
    std::set<MessageId> messages;
  };

  Disk disk() const {
    std::lock_guard lock(mutex_);
    return disk_;
  }
  static bool flip(std::map<std::int64_t, Bytes>& blobs, std::int64_t id, std::size_t at) {
    const auto found = blobs.find(id);
    if (found == blobs.end() || at >= found->second.size()) return false;
    found->second[at] = static_cast<char>(found->second[at] ^ 0x10);
    return true;
  }
  void write(const Commit& commit) {
    if (commit.write_ahead) disk_.write_ahead[commit.write_ahead->first] = commit.write_ahead->second;
    for (const auto id : commit.dropped_chunks) disk_.rows.erase(id), disk_.bytes.erase(id);
    for (const auto& [row, bytes] : commit.chunks) disk_.rows[row.id] = row, disk_.bytes[row.id] = bytes;
    if (commit.write_ahead_through)
      std::erase_if(disk_.write_ahead, [&](const auto& row) {
        for (const auto kept : commit.write_ahead_kept)
          if (kept == row.first) return false;
        return row.first <= *commit.write_ahead_through;
      });
    for (const StreamId stream : commit.forgotten) {
      std::erase_if(disk_.roll_ups, [&](const auto& r) { return std::get<0>(r.first) == stream; });
      std::erase_if(disk_.texts, [&](const auto& t) { return t.first.first == stream; });
    }
    for (const auto& [stream, range] : commit.removed_texts)
      std::erase_if(disk_.texts, [s = stream, r = range](const auto& t) {
        return t.first.first == s && t.first.second >= r.from && t.first.second < r.to;
      });
    for (const auto& text : commit.texts) disk_.texts[{text.stream, text.time}] = text.json;
    for (const auto& b : commit.roll_ups) disk_.roll_ups[{b.stream, b.level, b.block}] = b.bytes;
    if (commit.write_ahead_through) disk_.write_ahead_through = commit.write_ahead_through;
    if (commit.maintenance_clock) disk_.maintenance_clock = commit.maintenance_clock;
    disk_.messages.insert(commit.messages.begin(), commit.messages.end());
    for (const auto& message : commit.released) disk_.messages.erase(message);
  }

  mutable std::mutex mutex_;
  Disk disk_;
  int passes_ = -1;
  std::int64_t commits_ = 0;
};

}  // namespace cunkou::series
