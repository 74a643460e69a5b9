#include "sensing/series/roll_up.hpp"

#include <array>

#include "sensing/series/columns.hpp"
#include "sensing/series/compress.hpp"
#include "sensing/series/crc32.hpp"
#include "sensing/series/summarize.hpp"

namespace cunkou::series {
namespace {

constexpr std::string_view magic = "Cr\x02";
constexpr std::size_t summaries_max = 4096;
constexpr std::size_t plain_bytes_max = summaries_max * 160;
constexpr std::array columns = {&Summary::min, &Summary::max, &Summary::sum};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

Error damaged(std::string_view what) {
  return {Code::internal, untranslated("the roll-up block is damaged: " + std::string(what))};
}

// Encodes one column of numbers; ignores the times of the points.
template <class Get>
void encode_column(std::string& out, std::span<const Summary> summaries, Get get) {
  std::vector<Point> column;
  column.reserve(summaries.size());
  for (const Summary& s : summaries) column.push_back({s.start, get(s)});
  encode_values(out, column);
}

template <class Set>
bool decode_column(ByteReader& in, std::vector<Summary>& summaries, Set set) {
  std::vector<Point> column(summaries.size());
  if (!decode_values(in, column)) return false;
  for (std::size_t i = 0; i < column.size(); ++i) set(summaries[i], column[i].value);
  return true;
}

void encode_steps(std::string& out, const Level& level, std::span<const Summary> summaries) {
  std::int64_t previous = 0;
  for (const Summary& s : summaries) {
    const std::int64_t step = floor_div((s.start + level.offset).ms, level.step.count());
    append_varint(out, zigzag(step - previous));
    append_varint(out, static_cast<std::uint64_t>(s.count));
    append_varint(out, static_cast<std::uint64_t>((s.first.time - s.start).count()));
    append_varint(out, static_cast<std::uint64_t>((s.last.time - s.start).count()));
    previous = step;
  }
}

bool decode_steps(ByteReader& in, const Level& level, std::vector<Summary>& summaries) {
  std::int64_t step = 0;
  const auto in_step = [&](std::uint64_t ms) { return ms < static_cast<std::uint64_t>(level.step.count()); };
  for (Summary& s : summaries) {
    const std::int64_t delta = in.signed_varint();
    step = wrapping_sum(step, delta);
    const std::uint64_t count = in.varint(), first = in.varint(), last = in.varint();
    if (in.broken() || (&s != summaries.data() && delta <= 0)) return false;
    if (step < 0 || step > (std::int64_t{1} << 40) / 1000 || !in_step(first) || !in_step(last) ||
        first > last)
      return false;
    s.start = Instant{step * level.step.count()} - level.offset;
    s.count = static_cast<std::int64_t>(count);
    s.first.time = {s.start.ms + static_cast<std::int64_t>(first)};
    s.last.time = {s.start.ms + static_cast<std::int64_t>(last)};
  }
  return true;
}

template <class Item, class AddOne>
std::vector<Summary> roll(const Level& level, std::span<const Item> items, Instant Item::*when,
                          AddOne add_one) {
  std::vector<Summary> steps;
  for (const Item& item : items) {
    const Instant start = level.start_of(item.*when);
    if (steps.empty() || steps.back().start != start) steps.emplace_back().start = start;
    add_one(steps.back(), item);
  }
  return steps;
}

}  // namespace

Instant Level::start_of(Instant t) const {
  return Instant{floor_div((t + offset).ms, step.count()) * step.count()} - offset;
}

std::int64_t Level::block_of(Instant t) const {
  return floor_div((t + offset).ms, step.count() * steps_in_block);
}

std::vector<Summary> roll_up(const Level& level, std::span<const Point> points) {
  return roll(level, points, &Point::time, [](Summary& s, const Point& p) { add_later(s, p); });
}

std::vector<Summary> roll_up(const Level& level, std::span<const Summary> finer) {
  return roll(level, finer, &Summary::start, [](Summary& s, const Summary& f) { add(s, f); });
}

std::vector<Summary> join(std::span<const Summary> a, std::span<const Summary> b) {
  std::vector<Summary> joined;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool take_a = j == b.size() || (i < a.size() && a[i].start <= b[j].start);
    const bool take_b = i == a.size() || (j < b.size() && b[j].start <= a[i].start);
    Summary& s = joined.emplace_back(take_a ? a[i++] : b[j]);
    if (take_a && take_b) add(s, b[j]);
    if (take_b) ++j;
  }
  return joined;
}

std::string encode_summaries(const Level& level, std::span<const Summary> summaries) {
  std::string plain;
  encode_steps(plain, level, summaries);
  for (auto column : columns) encode_column(plain, summaries, [&](const Summary& s) { return s.*column; });
  encode_column(plain, summaries, [](const Summary& s) { return s.first.value; });
  encode_column(plain, summaries, [](const Summary& s) { return s.last.value; });
  std::string bytes(magic);
  append_varint(bytes, summaries.size());
  append_compressed(bytes, plain);
  seal_with_crc32(bytes);
  return bytes;
}

Result<std::vector<Summary>> decode_summaries(const Level& level, std::string_view bytes) {
  if (!bytes.starts_with(magic)) return damaged("it does not begin as one of version 2");
  if (!open_crc32(bytes)) return damaged("its checksum is wrong");
  ByteReader head(bytes.substr(magic.size()));
  const std::uint64_t count = head.varint();
  if (head.broken() || count == 0 || count > summaries_max) return damaged("its count is out of range");
  const auto plain = decompress(head.take(head.left()), plain_bytes_max);
  if (!plain) return damaged("it cannot be decompressed");
  std::vector<Summary> summaries(count);
  ByteReader in(*plain);
  if (!decode_steps(in, level, summaries)) return damaged("its steps are cut short or out of order");
  for (auto column : columns)
    if (!decode_column(in, summaries, [&](Summary& s, double v) { s.*column = v; }))
      return damaged("cut short");
  if (!decode_column(in, summaries, [](Summary& s, double v) { s.first.value = v; }))
    return damaged("cut short");
  if (!decode_column(in, summaries, [](Summary& s, double v) { s.last.value = v; }))
    return damaged("cut short");
  if (!in.finished()) return damaged("bytes are left over");
  return summaries;
}

}  // namespace cunkou::series
