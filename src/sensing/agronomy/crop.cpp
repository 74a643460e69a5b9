#include "sensing/agronomy/crop.hpp"

#include <array>
#include <utility>

namespace cunkou::agronomy {
namespace {

constexpr std::array<std::pair<Period, std::string_view>, 7> periods{{{Period::always, "always"},
                                                                      {Period::day, "day"},
                                                                      {Period::night, "night"},
                                                                      {Period::morning, "morning"},
                                                                      {Period::afternoon, "afternoon"},
                                                                      {Period::evening, "evening"},
                                                                      {Period::late_night, "late_night"}}};

int narrowness(Period period) {
  if (period == Period::always) return 0;
  return period == Period::day || period == Period::night ? 1 : 2;
}

const Band* narrowest(const std::vector<Band>& bands, std::string_view quantity, Segment segment) {
  const Band* best = nullptr;
  for (const auto& band : bands)
    if (band.quantity == quantity && holds_in(band.period, segment) &&
        (!best || narrowness(band.period) > narrowness(best->period)))
      best = &band;
  return best;
}

const Limit* find(const std::map<std::string, Limit>& limits, std::string_view name) {
  const auto found = limits.find(std::string(name));
  return found == limits.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view name(Period period) {
  for (const auto& [value, text] : periods)
    if (value == period) return text;
  return "always";
}

std::optional<Period> parse_period(std::string_view text) {
  for (const auto& [value, word] : periods)
    if (word == text) return value;
  return {};
}

bool holds_in(Period period, Segment segment) {
  switch (period) {
    case Period::always:
      return true;
    case Period::day:
      return is_day(segment);
    case Period::night:
      return !is_day(segment);
    case Period::morning:
      return segment == Segment::morning;
    case Period::afternoon:
      return segment == Segment::afternoon;
    case Period::evening:
      return segment == Segment::evening;
    case Period::late_night:
      return segment == Segment::late_night;
  }
  return false;
}

const Stage* Crop::stage(std::string_view wanted) const {
  for (const auto& s : stages)
    if (s.code == wanted) return &s;
  return nullptr;
}

StageGuess stage_after(const Crop& crop, int days) {
  StageGuess guess;
  for (const auto& stage : crop.stages)
    if (stage.from_day && *stage.from_day <= days) guess = {stage.code, Confidence::estimated};
  return guess;
}

const Band* band_for(const Crop& crop, std::string_view stage, std::string_view quantity, Segment segment) {
  if (const Stage* s = crop.stage(stage))
    if (const Band* band = narrowest(s->bands, quantity, segment)) return band;
  return narrowest(crop.bands, quantity, segment);
}

const Limit* limit_for(const Crop& crop, std::string_view stage, std::string_view name) {
  if (const Stage* s = crop.stage(stage))
    if (const Limit* limit = find(s->limits, name)) return limit;
  return find(crop.limits, name);
}

}  // namespace cunkou::agronomy
