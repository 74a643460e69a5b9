#pragma once
// Which comfort bands held over a span of time: of each part of the day, by the sun or the household's clock,
// in the stage that the crop was in then.

#include <string>
#include <vector>

#include "sensing/greenhouses/greenhouse.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::greenhouses {

struct BandSpan {
  std::string quantity;
  Instant from, to;
  double low = 0, high = 0;
};

// To a quarter of an hour, by quantity and time; neighbours of the same numbers are one. Nothing before the
// planting where that is known, nor for more than a month, where days and nights would be a grey wall.
std::vector<BandSpan> band_spans(const monitor::MonitoredThing&, const agronomy::Crop&,
                                 const std::vector<std::string>& quantities, series::TimeRange);

}  // namespace cunkou::greenhouses
