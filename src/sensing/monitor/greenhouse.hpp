#pragma once
// Settings of a monitored greenhouse. The greenhouse itself is a Thing (sensing/sensorthings).

#include <optional>
#include <string>

#include "base/clock_span.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/agronomy/sun.hpp"

namespace cunkou::monitor {

struct Greenhouse {
  ThingId thing;
  std::string profile = "greenhouse";
  std::string crop;   // "": nothing planted, or not set
  std::string stage;  // set by a person; "": derived from `planted`
  std::optional<Instant> planted;
  agronomy::Site site;
  std::optional<ClockSpan> day;    // none: sunrise and sunset at the site
  std::optional<ClockSpan> quiet;  // quiet hours of the household; none: those of the escalation policy
  bool automatic = false;          // rules may operate its actuators
};

agronomy::Segment segment_of(const Greenhouse&, Instant now);

// The stage that a person set, else the one derived from the days since planting; "" if neither is known.
std::string stage_of(const Greenhouse&, const agronomy::Crop*, Instant now);

}  // namespace cunkou::monitor
