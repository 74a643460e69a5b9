#pragma once
// Settings of a monitored thing, of any kind. The capability that owns the kind stores them
// (thing_settings.hpp). The thing itself is a Thing (sensing/sensorthings).

#include <any>
#include <optional>
#include <string>

#include "base/clock_span.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "sensing/agronomy/sun.hpp"

namespace cunkou::monitor {

struct MonitoredThing {
  ThingId thing;
  std::string kind;  // of the Thing: who owns it advises the monitor; never changes
  std::string profile;
  agronomy::Site site;
  std::optional<ClockSpan> day;    // none: sunrise and sunset at the site
  std::optional<ClockSpan> quiet;  // quiet hours of the household; none: those of the escalation policy
  bool automatic = false;          // rules may operate its actuators
  std::any details;                // of its kind, for the ThingAdvisor alone; may be empty
};

}  // namespace cunkou::monitor
