#include "things/line_cache.hpp"

#include <cstring>
#include <utility>

namespace cunkou::things {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product =
      static_cast<unsigned __int128>(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xD6E8FEB86659FD93ULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed) {
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = seed ^ left;
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = mix(hash, word);
  }
  std::uint64_t tail = 0;
  for (std::size_t i = 0; i < left; ++i) tail = tail << 8 | static_cast<unsigned char>(at[i]);
  return mix(hash, tail);
}

std::uint64_t hash_of(std::string_view series, std::string_view field) {
  return hash_bytes(field, hash_bytes(series, 1)) | 1;
}

}  // namespace

LineTable::LineTable(std::size_t entries) {
  std::size_t slots = 16;
  while (slots < entries * 2) slots *= 2;
  slots_.resize(slots);
}

bool LineTable::matches(const Slot& slot, std::string_view series, std::string_view field) const {
  return slot.series_bytes == series.size() && slot.field_bytes == field.size() &&
         std::memcmp(keys_.data() + slot.at, series.data(), series.size()) == 0 &&
         std::memcmp(keys_.data() + slot.at + series.size(), field.data(), field.size()) == 0;
}

const LineTarget* LineTable::find(std::string_view series, std::string_view field) const {
  const auto hash = hash_of(series, field);
  const auto mask = slots_.size() - 1;
  for (auto i = hash & mask; slots_[i].hash != 0; i = (i + 1) & mask) {
    if (slots_[i].hash == hash && matches(slots_[i], series, field)) return &slots_[i].target;
  }
  return nullptr;
}

const LineTarget* LineTable::insert(std::string_view series, std::string_view field,
                                    const LineTarget& target) {
  if (const auto* known = find(series, field)) return known;
  if ((used_ + 1) * 2 > slots_.size()) grow();
  Slot slot{hash_of(series, field), static_cast<std::uint32_t>(keys_.size()),
            static_cast<std::uint32_t>(series.size()), static_cast<std::uint32_t>(field.size()), target};
  keys_.append(series).append(field);
  const auto mask = slots_.size() - 1;
  auto i = slot.hash & mask;
  while (slots_[i].hash != 0) i = (i + 1) & mask;
  slots_[i] = slot;
  ++used_;
  return &slots_[i].target;
}

void LineTable::insert(const LineTable& other) {
  for (const auto& slot : other.slots_) {
    if (slot.hash == 0) continue;
    const std::string_view key(other.keys_.data() + slot.at, slot.series_bytes + slot.field_bytes);
    insert(key.substr(0, slot.series_bytes), key.substr(slot.series_bytes), slot.target);
  }
}

void LineTable::grow() {
  auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
  const auto mask = slots_.size() - 1;
  for (const auto& slot : old) {
    if (slot.hash == 0) continue;
    auto i = slot.hash & mask;
    while (slots_[i].hash != 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

std::shared_ptr<const LineTable> LineCache::table() const {
  std::lock_guard lock(mutex_);
  return table_;
}

void LineCache::learn(LineTable learned, std::size_t entries_max) {
  if (learned.size() == 0) return;
  std::lock_guard lock(mutex_);
  if (table_->size() + learned.size() <= entries_max) learned.insert(*table_);
  table_ = std::make_shared<const LineTable>(std::move(learned));
}

}  // namespace cunkou::things
