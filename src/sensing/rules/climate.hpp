#pragma once
// What the readings of one greenhouse mean together: derived quantities that rules and advice look at.
//
//   vpd             kPa   vapour pressure deficit of the air
//   dew_point       Cel
//   dew_gap         Cel   air less dew point: near 0, leaves and film are wet
//   wet_bulb        Cel   psychrometric, at the site's altitude, indoors
//   frost_minimum   Cel   where the air stands two hours from now if it goes on falling as in the last hour
//   wet_hours       h     of the present spell of leaf wetness
//   grey_mould      1     chance of grey mould on strawberry from that spell (Bulger 1987), 0..1

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "sensing/agronomy/mark.hpp"
#include "sensing/agronomy/sun.hpp"
#include "sensing/agronomy/wetness.hpp"
#include "sensing/rules/evaluate.hpp"

namespace cunkou::rules {

inline constexpr std::array<std::string_view, 7> derived_quantities{
    "vpd", "dew_point", "dew_gap", "wet_bulb", "frost_minimum", "wet_hours", "grey_mould"};
bool is_derived(std::string_view quantity);

inline constexpr Duration frost_ahead = hours(2);
inline constexpr Duration frost_behind = hours(1);

struct Climate {
  std::optional<QuantityReading> temperature, humidity;  // the last, however old
  agronomy::Marked vpd, dew_point, dew_gap, wet_bulb, frost_minimum, wet_hours, grey_mould;
};

// A reading older than `fresh` makes what rests on it outdated; temperature and humidity further apart than
// that are not put together at all.
Climate climate_of(const std::optional<QuantityReading>& temperature,
                   const std::optional<QuantityReading>& humidity,
                   const std::optional<QuantityReading>& temperature_before, const agronomy::WetSpellSum&,
                   const agronomy::Site&, Duration fresh, Instant now);

const agronomy::Marked* derived(const Climate&, std::string_view quantity);  // null if it is none

// The derived quantity as a rule reads it, with what it rests on. None where there is nothing to say; an
// outdated one comes with the time of its oldest input, so that the rule sees its age.
std::optional<QuantityReading> sample_of(const Climate&, std::string_view quantity);
std::vector<EvaluatedReading> evaluated_for(const Climate&, std::string_view quantity, Instant now);

}  // namespace cunkou::rules
