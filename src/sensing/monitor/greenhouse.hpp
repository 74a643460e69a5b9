#pragma once
// What the program must know of a greenhouse to watch over it. The greenhouse itself is a Thing; these are
// its settings.

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
  std::string crop;   // "": nothing planted, or not said
  std::string stage;  // as a person has set it; "": guessed from `planted`
  std::optional<Instant> planted;
  agronomy::Site site;
  std::optional<ClockSpan> day;    // none: by the sun
  std::optional<ClockSpan> quiet;  // the household's quiet hours; none: the escalation's
  bool automatic = false;          // rules may move its actuators
};

agronomy::Segment segment_of(const Greenhouse&, Instant now);

// The person's stage, else the one guessed from the days since planting; "" when neither is to be had.
std::string stage_of(const Greenhouse&, const agronomy::Crop*, Instant now);

}  // namespace cunkou::monitor
