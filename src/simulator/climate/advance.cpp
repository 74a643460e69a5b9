#include "simulator/climate/advance.hpp"

#include <algorithm>

namespace cunkou::climate {
namespace {

// Per m2 of ground: heat capacities J/K, conductances W/K, volumes m3.
constexpr double air_volume = 2.8;
constexpr double air_heat = 18'000;  // air, leaves and frame
constexpr double wall_heat = 420'000;
constexpr double surface_heat = 60'000;
constexpr double soil_heat = 330'000;
constexpr double air_to_wall = 5;
constexpr double air_to_surface = 6;
constexpr double surface_to_soil = 7;
constexpr double soil_to_deep = 1.2;
constexpr double wall_to_outside = 0.35;
constexpr double film_loss = 5.4;
constexpr double quilted_loss = 1.5;
constexpr double deep_temperature = 13;
constexpr double volumetric_heat = 1200;      // of air, J/(m3 K)
constexpr double heat_of_evaporation = 2450;  // J/g
constexpr double condensation_rate = 2.4e-3;  // m/s over the whole film
constexpr double root_zone_g = 200'000;       // grams of water per 100 % of the moist layer
constexpr double wilting = 10;                // % by volume

// One heat or vapour balance, solved implicitly in its own state: heat * dT/dt = gain + sum(conductance *
// (neighbour - T)).
class Balance {
 public:
  Balance(double now, double heat, double seconds) : sum_(heat / seconds * now), weight_(heat / seconds) {}
  Balance& with(double conductance, double neighbour) {
    sum_ += conductance * neighbour;
    weight_ += conductance;
    return *this;
  }
  Balance& gains(double watts) {
    sum_ += watts;
    return *this;
  }
  double solved() const { return sum_ / weight_; }

 private:
  double sum_, weight_;
};

double film_conductance(const Openings& open) {
  const double bare = open.shutter / 100;
  return film_loss * bare + quilted_loss * (1 - bare);
}

// m3/s of outside air through leaks and the vent. The vent's flow grows with the temperature difference and
// the wind.
double exchange(const Conditions& in, const Greenhouse& greenhouse, const Openings& open,
                const Weather& out) {
  const double draught =
      0.5 + 0.02 * std::max(0.0, in.air_temperature - out.air_temperature) + 0.08 * out.wind_m_s;
  const double per_hour =
      greenhouse.leakage_per_hour + greenhouse.vent_per_hour * open.vent / 100 * std::min(1.3, draught);
  return per_hour / 3600 * air_volume;
}

// g/s from leaves and soil; decreases as the soil dries towards the wilting point.
double transpiration(const Conditions& in, const Greenhouse& greenhouse, double light_w) {
  const double deficit = std::max(0.0, saturation_g_m3(in.air_temperature) - in.vapour_g_m3);
  const double by_light =
      0.10 * light_w * std::min(1.0, 0.4 + 0.2 * greenhouse.leaf_area) / heat_of_evaporation;
  const double by_deficit = 2.5e-4 * greenhouse.leaf_area * deficit + 4.0e-4 * deficit;
  const double wet = std::clamp((in.soil_moisture - wilting) / 10, 0.0, 1.0);
  return (by_light + by_deficit) * wet;
}

}  // namespace

void advance(Conditions& in, const Greenhouse& greenhouse, const Openings& open, const Weather& out,
             Duration step) {
  const double seconds = static_cast<double>(step.count()) / 1000;
  if (seconds <= 0) return;
  const double light = out.solar_w_m2 * greenhouse.transmission * open.shutter / 100;
  const double fresh = exchange(in, greenhouse, open, out);
  const double vapour = transpiration(in, greenhouse, light);
  const double film = film_conductance(open);
  // The film's inner temperature lies between inside and outside air; the quilt keeps it warmer.
  const double film_share = 0.45 + 0.48 * (1 - open.shutter / 100);
  const double film_temperature =
      out.air_temperature + film_share * (in.air_temperature - out.air_temperature);

  const double air = Balance(in.air_temperature, air_heat, seconds)
                         .with(air_to_wall, in.wall_temperature)
                         .with(air_to_surface, in.surface_temperature)
                         .with(film + fresh * volumetric_heat, out.air_temperature)
                         .gains(0.5 * light - vapour * heat_of_evaporation * 0.6)
                         .solved();
  const double wall = Balance(in.wall_temperature, wall_heat, seconds)
                          .with(air_to_wall, air)
                          .with(wall_to_outside, out.air_temperature)
                          .gains(0.27 * light)
                          .solved();
  const double surface = Balance(in.surface_temperature, surface_heat, seconds)
                             .with(air_to_surface, air)
                             .with(surface_to_soil, in.soil_temperature)
                             .gains(0.15 * light)
                             .solved();
  const double soil = Balance(in.soil_temperature, soil_heat, seconds)
                          .with(surface_to_soil, surface)
                          .with(soil_to_deep, deep_temperature)
                          .solved();

  Balance humid(in.vapour_g_m3, air_volume, seconds);
  humid.with(fresh, out.vapour_g_m3).gains(vapour);
  const double on_film = saturation_g_m3(film_temperature);
  if (in.vapour_g_m3 > on_film) humid.with(condensation_rate, on_film);

  in = {.air_temperature = air,
        .vapour_g_m3 = std::min(humid.solved(), saturation_g_m3(air)),
        .wall_temperature = wall,
        .surface_temperature = surface,
        .soil_temperature = soil,
        .soil_moisture = std::max(wilting, in.soil_moisture - 100 * vapour * seconds / root_zone_g)};
}

void water(Conditions& in, const Greenhouse& greenhouse) { in.soil_moisture = greenhouse.field_capacity; }

}  // namespace cunkou::climate
