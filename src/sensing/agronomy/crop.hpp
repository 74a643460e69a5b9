#pragma once
// What a crop wants: bands for day and night, and the limits beyond which it stops or is harmed, by stage.
// Crops are data (definitions/crops/*.yaml, read by app/definitions.hpp); each number carries where it comes
// from, and a village may overwrite it by its own rules.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"
#include "sensing/agronomy/mark.hpp"
#include "sensing/agronomy/sun.hpp"

namespace cunkou::agronomy {

// When a band holds. A band for the very segment goes before one for day or night, and that before always.
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
  std::optional<int> from_day;  // days after planting; none: only a person can say when it begins
  std::vector<Band> bands;
  std::map<std::string, Limit> limits;  // by name, e.g. "cold_slow"; before the crop's own
};

struct Crop {
  std::string code;  // "tomato"
  Label label;
  std::vector<Stage> stages;  // in the order of growth
  std::vector<Band> bands;    // of any stage that has none of its own
  std::map<std::string, Limit> limits;

  const Stage* stage(std::string_view wanted) const;
};

// The stage after so many days: the last whose from_day has come, estimated; none where no stage has a
// from_day or the days are negative.
struct StageGuess {
  std::string code;
  Mark mark = Mark::none;
};
StageGuess stage_after(const Crop&, int days);

// The band that holds for the quantity in this stage ("" = unknown) and segment; null if nobody has named
// one.
const Band* band_for(const Crop&, std::string_view stage, std::string_view quantity, Segment);

// The limit of that name in this stage; null if nobody has named one.
const Limit* limit_for(const Crop&, std::string_view stage, std::string_view name);

enum class Standing { below, within, above };
inline Standing standing(const Band& band, double value) {
  return value < band.low ? Standing::below : value > band.high ? Standing::above : Standing::within;
}

}  // namespace cunkou::agronomy
