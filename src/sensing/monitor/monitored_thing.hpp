#pragma once
// Settings of a monitored thing, of any kind. The capability that owns the kind stores them
// (thing_settings.hpp). The thing itself is a Thing (sensing/sensorthings).

#include <optional>
#include <string>

#include "base/clock_span.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "sensing/agronomy/sun.hpp"

namespace cunkou::monitor {

struct MonitoredThing {
  ThingId thing;
  std::string profile;
  std::string crop;   // "": nothing planted, or not set
  std::string stage;  // set by a person; "": derived by the ThingAdvisor
  std::optional<Instant> planted;
  agronomy::Site site;
  std::optional<ClockSpan> day;    // none: sunrise and sunset at the site
  std::optional<ClockSpan> quiet;  // quiet hours of the household; none: those of the escalation policy
  bool automatic = false;          // rules may operate its actuators
};

}  // namespace cunkou::monitor
