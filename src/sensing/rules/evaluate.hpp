#pragma once
// Evaluates one rule, on a reading and on time alike. Pure: takes the state and returns the new one.

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
  // Of the rule's quantity; a derived one has the time of its oldest input.
  std::optional<QuantityReading> latest;
  std::optional<QuantityReading> before;  // rising, falling: about one window earlier
  agronomy::Segment segment = agronomy::Segment::morning;
  Duration fresh{};                         // older readings are ignored (silent has its own limit)
  std::optional<Instant> expected;          // silent: since when readings are expected
  std::vector<EvaluatedReading> evaluated;  // inputs of a derived quantity; empty: `latest` itself
};

// A thing without a first reading is silent only after this time: installing a device may take a day.
inline constexpr Duration first_reading_within = days(1);

// Basis of an evaluation.
enum class Basis {
  off,           // switched off, or the rule does not apply
  out_of_hours,  // outside its part of the day
  no_reading,    // no reading yet
  outdated,      // the latest reading is too old
  evaluated,
};

struct Explanation {
  std::string rule;
  Basis basis = Basis::off;
  Phase phase = Phase::idle;
  bool holds = false;  // the value is beyond the threshold now, in any phase
  Instant since;
  std::optional<Instant> due;   // pending: when it raises if nothing changes
  std::optional<double> value;  // that was compared: a reading, a change, or minutes of silence
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

// A raised rule clears only on a fresh reading, or when it is switched off. Outside its part of the day it
// raises nothing, and a raised one may recover. A hold begins at the time of the reading, continues over a
// restart, and restarts after a gap longer than `fresh`. A clock that is set back delays, and raises nothing.
Evaluation evaluate(const Rule&, const std::optional<Setting>&, const RuleState&, const Inputs&, Instant now);

}  // namespace cunkou::rules
