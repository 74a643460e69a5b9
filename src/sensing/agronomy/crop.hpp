#pragma once
// A crop's requirements by growth stage: bands for day and night, and limits beyond which it stops growing or
// is harmed. Crops are data (definitions/crops/*.yaml, read by definitions/crop_reader.hpp); each number
// names its source, and a village may override it by rules of its own.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"
#include "sensing/agronomy/confidence.hpp"
#include "sensing/agronomy/sun.hpp"

namespace cunkou::agronomy {

// When a band applies. A band for the exact segment takes precedence over day or night, and those over
// always.
enum class Period { always, day, night, morning, afternoon, evening, late_night };

std::string_view name(Period);
std::optional<Period> parse_period(std::string_view);
bool holds_in(Period, Segment);

struct Band {
  std::string quantity;  // "air_temperature"
  Period period = Period::always;
  double low = 0, high = 0;
  std::string source;
};

struct Limit {
  double value = 0;
  std::string source;
};

struct Stage {
  std::string code;  // "flowering"
  Label label;
  std::optional<int> from_day;  // days after planting; nullopt: only a person can record its start
  std::vector<Band> bands;
  std::map<std::string, Limit> limits;  // by name, e.g. "cold_slow"; takes precedence over the crop's limit
};

struct Crop {
  std::string code;  // "tomato"
  Label label;
  std::vector<Stage> stages;  // in the order of growth
  std::vector<Band> bands;    // for stages that define none
  std::map<std::string, Limit> limits;

  const Stage* stage(std::string_view wanted) const;
};

// The stage estimated from the days since planting: the last whose from_day has passed. Confidence none if
// the days are negative or no stage has a from_day.
struct StageGuess {
  std::string code;
  Confidence confidence = Confidence::none;
};
StageGuess stage_after(const Crop&, int days);

// The band for the quantity in this stage ("" = unknown) and segment; null if none is defined.
const Band* band_for(const Crop&, std::string_view stage, std::string_view quantity, Segment);

// The limit of that name in this stage; null if none is defined.
const Limit* limit_for(const Crop&, std::string_view stage, std::string_view name);

enum class BandPosition { below, within, above };
inline BandPosition position_in(const Band& band, double value) {
  return value < band.low    ? BandPosition::below
         : value > band.high ? BandPosition::above
                             : BandPosition::within;
}

}  // namespace cunkou::agronomy
