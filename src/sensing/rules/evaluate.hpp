#pragma once
// Looks at one rule: on a message and on time alike. Pure; the state goes in and comes out.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "sensing/agronomy/sun.hpp"
#include "sensing/rules/evaluated_reading.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::rules {

struct QuantityReading {
  StreamId stream;
  std::string quantity;
  double value = 0;
  Instant time;
};

struct Inputs {
  std::optional<QuantityReading>
      latest;  // of the rule's quantity; a derived one has the time of its oldest input
  std::optional<QuantityReading> before;  // rising, falling: about the rule's window earlier
  agronomy::Segment segment = agronomy::Segment::morning;
  Duration fresh{};                 // a reading older than this proves nothing (silent has its own measure)
  std::optional<Instant> expected;  // silent: since when readings might have come, had there been any
  std::vector<EvaluatedReading> evaluated;  // what a derived quantity rests on; empty: latest itself
};

// A thing that has never been heard is silent after so long: it takes a day to hang up a device.
inline constexpr Duration first_reading_within = days(1);

// What a look was based on.
enum class Basis {
  off,           // switched off, or the rule does not apply
  out_of_hours,  // not its part of the day
  no_reading,    // none yet
  outdated,      // the last reading is too old
  judged,
};

struct Explanation {
  std::string rule;
  Basis basis = Basis::off;
  Phase phase = Phase::quiet;
  bool holds = false;  // the value is beyond the threshold now, whatever the phase
  Instant since;
  std::optional<Instant> due;   // pending: when it will count if nothing changes
  std::optional<double> value;  // that was compared: a reading, a change, minutes of silence
  std::vector<EvaluatedReading> evaluated;
};

struct RuleTransition {
  enum class What { raised, cleared } what = What::raised;
  double value = 0;
  std::string why;  // cleared: "recovered" or "switched_off"
};

struct Evaluation {
  RuleState state;
  std::optional<RuleTransition> transition;
  Explanation explanation;
};

// A raised rule clears only on fresh evidence, or when it is switched off; outside its part of the day it
// raises nothing new and lets what is raised recover. A hold begins with the time of the reading, goes on
// over a restart, and begins anew after a gap longer than `fresh`. A clock set back delays, and raises
// nothing.
Evaluation evaluate(const Rule&, const std::optional<Setting>&, const RuleState&, const Inputs&, Instant now);

}  // namespace cunkou::rules
