// Properties of InfluxDB line protocol. The first line selects device and precision ("open ns", "greenhouse
// ms"), the rest is the body. Parsed lines round-trip; no line or field is lost without a refusal; the same
// body again changes nothing, but for lines without a time.

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "sensing/formats/line_protocol.hpp"
#include "sensing/ingest/testing/memory_ingest.hpp"

using namespace cunkou;
using fuzz::require;

namespace {

struct Body {
  std::vector<formats::Line> lines;
  std::int64_t refused = 0;

  std::int64_t fields() const {
    std::int64_t sum = 0;
    for (const auto& line : lines) sum += std::ssize(line.fields);
    return sum;
  }
};

Body read(std::string_view text, formats::Precision precision) {
  Body body;
  formats::LineReader reader(text, precision);
  formats::Line line;
  while (reader.next(line)) body.lines.push_back(line);
  body.refused = reader.refused_lines();
  std::int64_t before = 0;
  for (const auto& refusal : reader.refused()) {
    require(refusal.reason != Label{} && refusal.line > before && is_utf8(refusal.text));
    before = refusal.line;
  }
  return body;
}

std::string written(const formats::Line& line) {
  std::string out(line.series);
  char before = ' ';
  for (const auto& field : line.fields) {
    const bool text = field.kind == formats::LineField::Kind::text;
    out.append(1, before).append(field.key).append(text ? "=\"" : "=").append(field.value);
    if (text) out += '"';
    before = ',';
  }
  if (line.time) out += " " + std::to_string(line.time->ms);
  return out;
}

bool same(const formats::LineField& a, const formats::LineField& b) {
  return a.key == b.key && a.value == b.value && a.kind == b.kind &&
         std::bit_cast<std::uint64_t>(a.number) == std::bit_cast<std::uint64_t>(b.number);
}

void read_again(const formats::Line& line) {
  const auto text = written(line);
  const auto again = read(text, formats::Precision::milliseconds);
  require(again.refused == 0 && again.lines.size() == 1);
  const auto& same_line = again.lines[0];
  require(same_line.series == line.series && same_line.time == line.time);
  require(std::ranges::equal(same_line.fields, line.fields, same));
}

// Number of lines; only for bodies in which no string can contain a line break.
std::int64_t lines_given(std::string_view body) {
  std::int64_t given = 0;
  while (!body.empty()) {
    auto [line, rest] = fuzz::cut(body);
    const auto first = std::min(line.find_first_not_of(" \r"), line.size());
    given += first < line.size() && line[first] != '#';
    body = rest;
  }
  return given;
}

struct Outcome {
  ingest::Report report;
  bool too_many = false;
};

Outcome take(ingest::testing::MemoryIngest& memory_ingest, const devices::Entry& entry, std::string_view body,
             formats::Precision precision) {
  Outcome outcome;
  int calls = 0;
  memory_ingest.ingest.take_lines(entry, body, precision, memory_ingest.now,
                                  [&](const Result<ingest::Report>& report) {
                                    ++calls;
                                    outcome.too_many = !report;
                                    if (report) outcome.report = *report;
                                  });
  require(calls == 1);
  for (const auto& refusal : outcome.report.refusals)
    require(refusal.reason != Label{} && is_utf8(refusal.stream) && is_utf8(refusal.text));
  return outcome;
}

void check_ingest(std::string_view text, formats::Precision precision, bool open, const Body& body) {
  ingest::testing::MemoryIngest memory_ingest;
  const auto first =
      take(memory_ingest, open ? memory_ingest.open_entry() : memory_ingest.fixed_entry(), text, precision);
  if (first.too_many) return;
  const auto& report = first.report;
  require(report.added + report.equal + report.replaced + report.refused + std::ssize(memory_ingest.states) ==
          body.fields() + body.refused);
  for (const auto& stream : memory_ingest.begun) require(is_utf8(stream.stream));
  const auto readings = memory_ingest.memory.readings;
  const auto texts = memory_ingest.memory.texts;
  const auto entry = memory_ingest.open_entry();
  for (int round = 0; open && round < 2; ++round) {  // the second round uses what the first cached
    const auto before = memory_ingest.memory.untimed;
    const auto again = take(memory_ingest, entry, text, precision);
    const auto untimed = memory_ingest.memory.untimed - before;  // each is new again
    require(std::cmp_less_equal(again.report.added, untimed) && again.report.refused == report.refused);
    require(untimed > 0 ||
            (memory_ingest.memory.readings == readings && memory_ingest.memory.texts == texts));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [head, text] = fuzz::cut(fuzz::text_of(data, size));
  const auto [profile, unit] = fuzz::cut(head, ' ');
  const auto precision = formats::parse_precision(unit);
  if (!precision) return 0;
  const auto body = read(text, *precision);
  for (const auto& line : body.lines) {
    require(!line.fields.empty() && !line.series.empty());
    read_again(line);
    for (const auto& field : line.fields) formats::unescaped_text(field.value);
  }
  if (text.find('"') == text.npos) require(lines_given(text) == std::ssize(body.lines) + body.refused);
  check_ingest(text, *precision, profile == "open", body);
  return 0;
}
