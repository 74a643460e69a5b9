#include "sensing/greenhouses/advise.hpp"

#include <cmath>
#include <optional>

namespace cunkou::greenhouses {
namespace {

using agronomy::Confidence;
using agronomy::Segment;

constexpr std::size_t advice_max = 3;
// Defaults for a crop without VPD limits of its own, kPa. A setting, not an agronomic source.
constexpr double vpd_low = 0.3, vpd_high = 1.2;
constexpr double freezing = 0.0;
constexpr double grey_mould_watch = 0.5;  // unconfirmed threshold, shown as such

bool usable(const agronomy::DerivedValue& value) {
  return value.confidence == Confidence::measured || value.confidence == Confidence::estimated;
}

struct Adviser {
  Adviser(const monitor::Situation& situation, Instant time)
      : in(situation), requirements(situation.requirements), now(time) {
    for (const auto& actuator : situation.actuators) {
      manual = manual || actuator.manual;
      if (actuator.kind != devices::ActuatorKind::vent) continue;
      has_vent = true;
      if (!vent_position) vent_position = actuator.position;
    }
  }

  const monitor::Situation& in;
  const agronomy::Requirements& requirements;
  Instant now;
  bool has_vent = false;
  std::optional<double> vent_position;  // percent; none: no vent, or its position is unknown
  bool manual = false;                  // at least one actuator is under manual control
  std::vector<Advice> advice;

  void add(std::string code, std::map<std::string, double> params = {}) {
    if (advice.size() < advice_max) advice.push_back({std::move(code), std::move(params)});
  }
  double limit(std::string_view name, double otherwise) const {
    const auto* found =
        requirements.crop ? agronomy::limit_for(*requirements.crop, requirements.stage, name) : nullptr;
    return found ? found->value : otherwise;
  }
  double temperature() const { return in.air.temperature->value; }

  bool is_vent_open() const { return vent_position && *vent_position > 5; }

  // All other advice needs a fresh air temperature.
  bool lacks_fresh_reading() {
    const auto& t = in.air.temperature;
    if (!t) {
      add("no_reading");
      return true;
    }
    if (now - t->time <= in.fresh) return false;
    add("reading_old", {{"minutes", std::floor(static_cast<double>((now - t->time).count()) / 60'000.0)}});
    return true;
  }

  void frost() {
    const double freezes = limit("freezes", freezing);
    if (temperature() <= freezes + 1)
      return add("frost_now", {{"temperature", temperature()}, {"limit", freezes}});
    const auto& minimum = in.air.frost_minimum;
    if (!agronomy::is_day(requirements.segment) && usable(minimum) && minimum.value <= freezes + 1)
      add(is_vent_open() ? "frost_close_vent" : "frost_soon",
          {{"temperature", temperature()}, {"minimum", minimum.value}, {"hours", 2}});
  }

  void warmth() {
    const auto* band = requirements.crop ? agronomy::band_for(*requirements.crop, requirements.stage,
                                                              "air_temperature", requirements.segment)
                                         : nullptr;
    if (!band) return;
    const std::map<std::string, double> params{
        {"temperature", temperature()}, {"low", band->low}, {"high", band->high}};
    const bool day = agronomy::is_day(requirements.segment);
    switch (agronomy::position_in(*band, temperature())) {
      case agronomy::BandPosition::above:
        if (!has_vent || !vent_position || *vent_position < 95)
          add(day ? "hot_open_vent" : "warm_night", params);
        else
          add("hot_vent_is_open", params);
        return;
      case agronomy::BandPosition::below:
        if (!advice.empty() && advice.back().code == "frost_close_vent") return;
        if (is_vent_open())
          add("cold_close_vent", params);
        else
          add(day ? "cold_day" : "cold_night", params);
        return;
      case agronomy::BandPosition::within:
        return;
    }
  }

  // Ventilating in the morning cools the greenhouse: advise it only while the air is above the lower edge
  // of the band.
  bool can_air() const {
    const auto* band = requirements.crop ? agronomy::band_for(*requirements.crop, requirements.stage,
                                                              "air_temperature", requirements.segment)
                                         : nullptr;
    return agronomy::is_day(requirements.segment) && (!band || temperature() >= band->low);
  }

  void wetness() {
    const auto& air = in.air;
    if (usable(air.grey_mould) && requirements.crop && requirements.crop->code == "strawberry" &&
        air.grey_mould.value >= grey_mould_watch)
      add("grey_mould", {{"hours", air.wet_hours.value}, {"percent", 100 * air.grey_mould.value}});
    if (usable(air.dew_gap) && air.dew_gap.value < agronomy::wet_gap)
      return add(can_air()                                ? "condensing_air_now"
                 : agronomy::is_day(requirements.segment) ? "condensing_warm_first"
                                                          : "condensing_night",
                 {{"dewPoint", air.dew_point.value}, {"temperature", temperature()}});
    if (!usable(air.vpd)) return;
    if (air.vpd.value < limit("vpd_low", vpd_low)) {
      if (agronomy::is_day(requirements.segment)) add("humid", {{"vpd", air.vpd.value}});
    } else if (air.vpd.value > limit("vpd_high", vpd_high)) {
      add("dry", {{"vpd", air.vpd.value}});
    }
  }

  void calm() {
    if (!advice.empty() || !requirements.crop) return;
    const auto* band =
        agronomy::band_for(*requirements.crop, requirements.stage, "air_temperature", requirements.segment);
    if (band) add("good", {{"temperature", temperature()}, {"low", band->low}, {"high", band->high}});
  }
};

}  // namespace

const std::vector<std::string_view>& advice_codes() {
  static const std::vector<std::string_view> codes{"no_reading",
                                                   "reading_old",
                                                   "manual_switch",
                                                   "frost_now",
                                                   "frost_soon",
                                                   "frost_close_vent",
                                                   "hot_open_vent",
                                                   "hot_vent_is_open",
                                                   "warm_night",
                                                   "cold_close_vent",
                                                   "cold_day",
                                                   "cold_night",
                                                   "grey_mould",
                                                   "condensing_air_now",
                                                   "condensing_warm_first",
                                                   "condensing_night",
                                                   "humid",
                                                   "dry",
                                                   "good"};
  return codes;
}

std::vector<Advice> advise(const monitor::Situation& situation, Instant now) {
  Adviser adviser(situation, now);
  if (!adviser.lacks_fresh_reading()) {
    adviser.frost();
    if (adviser.advice.empty()) adviser.warmth();
    adviser.wetness();
    adviser.calm();
  }
  if (adviser.manual) adviser.add("manual_switch");
  return adviser.advice;
}

}  // namespace cunkou::greenhouses
