#include "sensing/greenhouses/band_spans.hpp"

#include <algorithm>

namespace cunkou::greenhouses {
namespace {

constexpr std::int64_t quarter_ms = 15 * 60'000;

// Appends a stretch, or lengthens the last one.
void extend(std::vector<BandSpan>& out, const agronomy::Band& band, Instant from, Instant to) {
  if (!out.empty()) {
    auto& last = out.back();
    if (last.quantity == band.quantity && last.to == from && last.low == band.low && last.high == band.high) {
      last.to = to;
      return;
    }
  }
  out.push_back({band.quantity, from, to, band.low, band.high});
}

}  // namespace

std::vector<BandSpan> band_spans(const monitor::MonitoredThing& greenhouse, const agronomy::Crop& crop,
                                 const std::vector<std::string>& quantities, series::TimeRange range) {
  std::vector<BandSpan> out;
  if (range.to - range.from > days(32)) return out;
  const auto planting = planting_of(greenhouse);
  if (planting.planted) range.from = std::max(range.from, *planting.planted);
  for (const auto& quantity : quantities)
    for (auto ms = range.from.ms / quarter_ms * quarter_ms; ms < range.to.ms; ms += quarter_ms) {
      const Instant at{ms}, from = std::max(at, range.from);
      const auto stage = stage_of(planting, &crop, from);
      if (const auto* band = agronomy::band_for(crop, stage, quantity, segment_of(greenhouse, at)))
        extend(out, *band, from, std::min(Instant{ms + quarter_ms}, range.to));
    }
  return out;
}

}  // namespace cunkou::greenhouses
