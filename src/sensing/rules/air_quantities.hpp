#pragma once
// Derived quantities of the air of one thing, for rules and advice:
//
//   vpd             kPa   vapour pressure deficit of the air
//   dew_point       Cel
//   dew_gap         Cel   air temperature minus dew point: near 0, leaves and film are wet
//   wet_bulb        Cel   psychrometric, at the site's altitude, indoors
//   frost_minimum   Cel   air temperature in two hours if it falls as in the last hour
//   wet_hours       h     duration of the present spell of leaf wetness
//   grey_mould      1     probability of grey mould on strawberry from that spell (Bulger 1987), 0..1

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "sensing/agronomy/confidence.hpp"
#include "sensing/agronomy/sun.hpp"
#include "sensing/agronomy/wetness.hpp"
#include "sensing/rules/evaluate.hpp"

namespace cunkou::rules {

inline constexpr std::array<std::string_view, 7> derived_quantities{
    "vpd", "dew_point", "dew_gap", "wet_bulb", "frost_minimum", "wet_hours", "grey_mould"};
bool is_derived(std::string_view quantity);

inline constexpr Duration frost_ahead = hours(2);
inline constexpr Duration frost_behind = hours(1);

struct AirQuantities {
  std::optional<QuantityReading> temperature, humidity;  // the latest, of any age
  agronomy::DerivedValue vpd, dew_point, dew_gap, wet_bulb, frost_minimum, wet_hours, grey_mould;
};

// Quantities derived from a reading older than `fresh` are marked outdated. Temperature and humidity further
// apart than `fresh` are not combined.
AirQuantities air_quantities_of(const std::optional<QuantityReading>& temperature,
                                const std::optional<QuantityReading>& humidity,
                                const std::optional<QuantityReading>& temperature_before,
                                const agronomy::WetSpellSum&, const agronomy::Site&, Duration fresh,
                                Instant now);

// null: not a derived quantity.
const agronomy::DerivedValue* derived(const AirQuantities&, std::string_view quantity);

// The derived quantity as a reading for a rule, with its inputs. None if it cannot be computed. It has the
// time of its oldest input, from which the rule computes its age.
std::optional<QuantityReading> derived_reading_of(const AirQuantities&, std::string_view quantity);
std::vector<EvaluatedReading> evaluated_for(const AirQuantities&, std::string_view quantity, Instant now);

}  // namespace cunkou::rules
