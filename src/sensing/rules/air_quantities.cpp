#include "sensing/rules/air_quantities.hpp"

#include <algorithm>
#include <chrono>

#include "sensing/agronomy/frost.hpp"
#include "sensing/agronomy/humidity.hpp"

namespace cunkou::rules {
namespace {

using agronomy::Confidence;
using agronomy::DerivedValue;

DerivedValue aged(DerivedValue value, bool outdated) {
  if (outdated && value.confidence != Confidence::none) value.confidence = Confidence::outdated;
  return value;
}

bool needs_humidity(std::string_view quantity) { return quantity != "frost_minimum"; }

}  // namespace

bool is_derived(std::string_view quantity) { return std::ranges::count(derived_quantities, quantity) > 0; }

AirQuantities air_quantities_of(const std::optional<QuantityReading>& temperature,
                                const std::optional<QuantityReading>& humidity,
                                const std::optional<QuantityReading>& temperature_before,
                                const agronomy::WetSpellSum& wet, const agronomy::Site& site, Duration fresh,
                                Instant now) {
  AirQuantities air;
  air.temperature = temperature;
  air.humidity = humidity;
  if (!temperature) return air;
  const double t = temperature->value;
  const bool cold_outdated = now - temperature->time > fresh;
  if (temperature_before)
    air.frost_minimum = aged(agronomy::projected({temperature_before->time, temperature_before->value},
                                                 {temperature->time, t}, frost_ahead),
                             cold_outdated);
  if (!humidity || std::chrono::abs(temperature->time - humidity->time) > fresh) return air;
  const double rh = humidity->value;
  const bool outdated = cold_outdated || now - humidity->time > fresh;
  air.vpd = aged(agronomy::vpd_kpa(t, rh), outdated);
  air.dew_point = aged(agronomy::dew_point(t, rh), outdated);
  air.dew_gap = air.dew_point;
  air.dew_gap.value = t - air.dew_point.value;
  air.wet_bulb = aged(agronomy::wet_bulb(t, rh, site.altitude_m, agronomy::Ventilation::indoors), outdated);
  air.wet_hours = aged({wet.spell().hours, wet.confidence()}, outdated);
  air.grey_mould =
      aged({wet.spell().hours > 0 ? agronomy::grey_mould_strawberry(wet.spell()) : 0,
            agronomy::worst(wet.confidence(),
                            wet.confidence() == Confidence::none ? Confidence::none : Confidence::estimated)},
           outdated);
  return air;
}

const DerivedValue* derived(const AirQuantities& air, std::string_view quantity) {
  const std::array<const DerivedValue*, derived_quantities.size()> values{
      &air.vpd,           &air.dew_point, &air.dew_gap,   &air.wet_bulb,
      &air.frost_minimum, &air.wet_hours, &air.grey_mould};
  for (std::size_t i = 0; i < values.size(); ++i)
    if (derived_quantities[i] == quantity) return values[i];
  return nullptr;
}

std::optional<QuantityReading> derived_reading_of(const AirQuantities& air, std::string_view quantity) {
  const DerivedValue* value = derived(air, quantity);
  if (!value || value->confidence == Confidence::none) return {};
  const Instant oldest = needs_humidity(quantity) && air.humidity
                             ? std::min(air.temperature->time, air.humidity->time)
                             : air.temperature->time;
  return QuantityReading{{}, std::string(quantity), value->value, oldest};
}

std::vector<EvaluatedReading> evaluated_for(const AirQuantities& air, std::string_view quantity,
                                            Instant now) {
  std::vector<EvaluatedReading> evaluated;
  const auto add = [&](const std::optional<QuantityReading>& s) {
    if (s) evaluated.push_back({s->stream, s->quantity, s->value, s->time, now - s->time});
  };
  add(air.temperature);
  if (needs_humidity(quantity)) add(air.humidity);
  return evaluated;
}

}  // namespace cunkou::rules
