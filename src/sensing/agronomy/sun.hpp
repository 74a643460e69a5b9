#pragma once
// Day and night by the position of the sun. Latitude and longitude in degrees, north and east positive.
//
// Source: Spencer's declination series as used by chillR (Fishman, Erez, Luedeling), sunrise at -0.8333
// degrees; the equation of time of FAO Irrigation and Drainage Paper 56, eq 32 and 33.

#include <string_view>

#include "base/instant.hpp"

namespace cunkou::agronomy {

struct Site {
  double latitude = 37.5;  // Wubu County
  double longitude = 110.7;
  double altitude_m = 800;
};

struct SolarDay {
  double sunrise_h = 6;  // solar time
  double sunset_h = 18;
  double length_h = 12;
};
SolarDay solar_day(double latitude, int day_of_year);

// The solar time at that instant, in hours, 0..24.
double solar_hour(const Site&, Instant);

// The four parts of the day for which Chinese extension services give set points. Morning lasts from sunrise
// to solar noon, afternoon to sunset, evening to the middle of the night, late night to sunrise.
enum class Segment { morning, afternoon, evening, late_night };

std::string_view name(Segment);
inline bool is_day(Segment segment) { return segment == Segment::morning || segment == Segment::afternoon; }

Segment segment_at(const Site&, Instant);

// The same four parts for a household that keeps its day by the clock (minutes after midnight, Beijing time),
// e.g. with the quilt up at 8:30 at any season.
Segment segment_by_clock(int day_from_min, int day_to_min, Instant);

}  // namespace cunkou::agronomy
