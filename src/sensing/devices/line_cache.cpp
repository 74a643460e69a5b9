#include "sensing/devices/line_cache.hpp"

#include <cstring>
#include <utility>

namespace cunkou::devices {
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
  return hash_bytes(field, hash_bytes(series, 1));
}

}  // namespace

bool LineTable::matches(const Entry& entry, std::string_view series, std::string_view field) const {
  return entry.series_bytes == series.size() && entry.field_bytes == field.size() &&
         std::memcmp(keys_.data() + entry.at, series.data(), series.size()) == 0 &&
         std::memcmp(keys_.data() + entry.at + series.size(), field.data(), field.size()) == 0;
}

// The index of the entry, or of the free place for it.
std::size_t LineTable::slot_of(std::uint64_t hash, std::string_view series, std::string_view field) const {
  const auto mask = slots_.size() - 1;
  auto i = hash & mask;
  for (; slots_[i] != 0; i = (i + 1) & mask) {
    const Entry& entry = entries_[slots_[i] - 1];
    if (entry.hash == hash && matches(entry, series, field)) break;
  }
  return i;
}

const LineTarget* LineTable::find(std::string_view series, std::string_view field, std::size_t& next) const {
  if (entries_.empty()) return nullptr;
  std::size_t number = next;
  if (number >= entries_.size() || !matches(entries_[number], series, field)) {
    const auto found = slots_[slot_of(hash_of(series, field), series, field)];
    if (found == 0) return nullptr;
    number = found - 1;
  }
  next = number + 1 == entries_.size() ? 0 : number + 1;
  return &entries_[number].target;
}

void LineTable::insert(std::string_view series, std::string_view field, const LineTarget& target) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow();
  const auto hash = hash_of(series, field);
  const auto slot = slot_of(hash, series, field);
  if (slots_[slot] != 0) return;
  entries_.push_back({hash, static_cast<std::uint32_t>(keys_.size()),
                      static_cast<std::uint32_t>(series.size()), static_cast<std::uint32_t>(field.size()),
                      target});
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  keys_.append(series).append(field);
}

void LineTable::insert(const LineTable& other) {
  for (const Entry& entry : other.entries_) {
    const std::string_view key(other.keys_.data() + entry.at, entry.series_bytes + entry.field_bytes);
    insert(key.substr(0, entry.series_bytes), key.substr(entry.series_bytes), entry.target);
  }
}

void LineTable::grow() {
  slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, 0);
  const auto mask = slots_.size() - 1;
  for (std::size_t n = 0; n < entries_.size(); ++n) {
    auto i = entries_[n].hash & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = static_cast<std::uint32_t>(n + 1);
  }
}

std::shared_ptr<const LineTable> LineCache::table() const {
  MutexLock lock(mutex_);
  return table_;
}

void LineCache::learn(LineTable learned, std::size_t entries_max) {
  if (learned.size() == 0) return;
  MutexLock lock(mutex_);
  if (table_->size() + learned.size() > entries_max) {
    table_ = std::make_shared<const LineTable>(std::move(learned));
    return;
  }
  auto grown = std::make_shared<LineTable>(*table_);
  grown->insert(learned);
  table_ = std::move(grown);
}

}  // namespace cunkou::devices
