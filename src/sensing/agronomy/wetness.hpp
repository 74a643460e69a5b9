#pragma once
// Duration of leaf wetness and the infection risk that follows from it. Degrees Celsius, percent, hours.
// Returns classes and probabilities; recommends no pesticide.
//
// Sources: wetness from T - Td (a design value for a canopy under plastic, where dripping water makes rules
// by humidity unreliable); grey mould of strawberry, Bulger 1987 as used in Florida (the thresholds .50 and
// .70 are unconfirmed: settings); anthracnose of strawberry, MacKenzie & Peres; grey mould of cucumber, Yunis
// et al. 1994; late blight, Smith period and Hutton criteria (AHDB / James Hutton); Wallin and TOMCAST tables
// as in public extension tables, class edges with the lower bound excluded and the upper included.

#include <span>

#include "base/instant.hpp"
#include "sensing/agronomy/confidence.hpp"

namespace cunkou::agronomy {

// Leaves count as wet below this difference between air temperature and dew point, in degrees.
inline constexpr double wet_gap = 2.0;

bool leaf_wet(double celsius, double humidity);

// One wet period: its length and the mean temperature while wet.
struct WetSpell {
  double hours = 0;
  double mean_celsius = 0;
};

// Probability of infection, 0..1.
double grey_mould_strawberry(const WetSpell&);
double anthracnose_strawberry(const WetSpell&);

struct GreyMouldDay {
  double wet_hours = 0;
  double mild_night_hours = 0;  // of the night (18:00 to 8:00) at 9..21 degrees
};
// One week: on average more than 7 wet hours and more than 9.5 mild night hours a day.
bool grey_mould_cucumber(std::span<const GreyMouldDay> week);

struct BlightDay {
  double min_celsius = 0;
  double humid_hours = 0;  // at a relative humidity of 90 % or more
};
bool late_blight_smith(std::span<const BlightDay>);   // last two days: 10 degrees, 11 hours
bool late_blight_hutton(std::span<const BlightDay>);  // last two days: 10 degrees, 6 hours

int late_blight_severity(double mean_celsius, int hours_over_90);  // Wallin, 0..4
int early_blight_severity(double mean_celsius, int wet_hours);     // TOMCAST, 0..4

// Accumulates a wet period from readings in time order. A dry time longer than `joined` ends it. A gap longer
// than `gap_max` counts as neither wet nor dry: the period continues and its confidence becomes estimated.
class WetSpellSum {
 public:
  void add(Instant, double celsius, double humidity);
  WetSpell spell() const;
  Confidence confidence() const { return seen_ ? confidence_ : Confidence::none; }

  static constexpr Duration joined = cunkou::hours(4);
  static constexpr Duration gap_max = minutes(30);

 private:
  bool seen_ = false;
  bool wet_ = false;
  Instant last_;
  double hours_ = 0, degree_hours_ = 0, dry_hours_ = 0;
  Confidence confidence_ = Confidence::measured;
};

}  // namespace cunkou::agronomy
