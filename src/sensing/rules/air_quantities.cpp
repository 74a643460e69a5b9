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
  AirQuantities c;
  c.temperature = temperature;
  c.humidity = humidity;
  if (!temperature) return c;
  const double t = temperature->value;
  const bool cold_outdated = now - temperature->time > fresh;
  if (temperature_before)
    c.frost_minimum = aged(agronomy::projected({temperature_before->time, temperature_before->value},
                                               {temperature->time, t}, frost_ahead),
                           cold_outdated);
  if (!humidity || std::chrono::abs(temperature->time - humidity->time) > fresh) return c;
  const double rh = humidity->value;
  const bool outdated = cold_outdated || now - humidity->time > fresh;
  c.vpd = aged(agronomy::vpd_kpa(t, rh), outdated);
  c.dew_point = aged(agronomy::dew_point(t, rh), outdated);
  c.dew_gap = c.dew_point;
  c.dew_gap.value = t - c.dew_point.value;
  c.wet_bulb = aged(agronomy::wet_bulb(t, rh, site.altitude_m, agronomy::Ventilation::indoors), outdated);
  c.wet_hours = aged({wet.spell().hours, wet.confidence()}, outdated);
  c.grey_mould =
      aged({wet.spell().hours > 0 ? agronomy::grey_mould_strawberry(wet.spell()) : 0,
            agronomy::worst(wet.confidence(),
                            wet.confidence() == Confidence::none ? Confidence::none : Confidence::estimated)},
           outdated);
  return c;
}

const DerivedValue* derived(const AirQuantities& c, std::string_view quantity) {
  const std::array<const DerivedValue*, derived_quantities.size()> values{
      &c.vpd, &c.dew_point, &c.dew_gap, &c.wet_bulb, &c.frost_minimum, &c.wet_hours, &c.grey_mould};
  for (std::size_t i = 0; i < values.size(); ++i)
    if (derived_quantities[i] == quantity) return values[i];
  return nullptr;
}

std::optional<QuantityReading> derived_reading_of(const AirQuantities& c, std::string_view quantity) {
  const DerivedValue* value = derived(c, quantity);
  if (!value || value->confidence == Confidence::none) return {};
  const Instant oldest = needs_humidity(quantity) && c.humidity
                             ? std::min(c.temperature->time, c.humidity->time)
                             : c.temperature->time;
  return QuantityReading{{}, std::string(quantity), value->value, oldest};
}

std::vector<EvaluatedReading> evaluated_for(const AirQuantities& c, std::string_view quantity, Instant now) {
  std::vector<EvaluatedReading> evaluated;
  const auto add = [&](const std::optional<QuantityReading>& s) {
    if (s) evaluated.push_back({s->stream, s->quantity, s->value, s->time, now - s->time});
  };
  add(c.temperature);
  if (needs_humidity(quantity)) add(c.humidity);
  return evaluated;
}

}  // namespace cunkou::rules
