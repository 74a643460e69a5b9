#pragma once
// Rules are data (definitions/rules/*.yaml): a quantity, a condition, a hold and a severity. Thresholds come
// from the crop, so one rule serves every crop and stage; a household may override them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/label.hpp"
#include "base/result.hpp"
#include "sensing/agronomy/requirements.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/rules/severity.hpp"

namespace cunkou::rules {

enum class Kind {
  above,    // value > threshold; clears at value <= clear
  below,    // value < threshold; clears at value >= clear
  rising,   // increase within `window` > threshold; clears at <= clear
  falling,  // decrease within `window` > threshold
  silent,   // no reading for `hold`; with a limit: only if the last reading was below it
  stuck,    // changed by at most threshold for `hold`
};

std::string_view name(Kind);
std::optional<Kind> parse_kind(std::string_view);

// Source of a threshold: a number, a named limit of the crop, or an edge of the band in force.
struct LimitSource {
  enum class From { none, number, crop_limit, band_low, band_high };
  From from = From::none;
  double number = 0;
  std::string limit;                  // crop_limit: its name
  double margin = 0;                  // added to it
  std::optional<double> otherwise{};  // crop_limit: used without a crop, or if the crop lacks this limit
};

// Action of automatic control while the rule is raised.
struct Remedy {
  devices::ActuatorKind kind = devices::ActuatorKind::vent;
  double position = 0;               // percent
  std::optional<double> afterwards;  // position after the rule has cleared; none: keep the position
};

struct Rule {
  std::string code;     // "air_cold": identifier in the API, the locales and the store
  std::string concern;  // rules of one concern share one alarm: "cold", "hot", "wet", "silent", …
  Label label;          // 棚里偏冷
  Label message;        // 棚温 {value}℃，低于 {threshold}℃
  // Measured, derived (sensing/rules/air_quantities.hpp), or "any": every quantity of the thing.
  std::string quantity;
  Kind kind = Kind::above;
  agronomy::Period period = agronomy::Period::always;
  std::string crop;  // "": every crop
  bool enabled = true;
  Severity severity = Severity::watch;
  double grade = 0;  // orders rules of one concern and severity; greater is worse
  LimitSource limit;
  double hysteresis = 0;         // from threshold to clear
  Duration hold{};               // how long the condition must hold before the rule raises
  Duration clear_hold{};         // how long it must not hold before the rule clears
  Duration window{};             // rising, falling
  std::vector<Remedy> remedies;  // at most one per kind of actuator
  std::string source;            // citation for a number of the rule itself

  const Remedy* remedy_by(devices::ActuatorKind) const;
};

struct RuleSet {
  std::vector<Rule> rules;  // codes are unique
  const Rule* find(std::string_view code) const;
};

// Override by a household; an empty member keeps the value of the rule.
struct RuleOverride {
  ThingId thing;
  std::string rule;
  std::optional<bool> enabled;
  std::optional<double> threshold;
  std::optional<double> clear;
  std::optional<Duration> hold;
  std::optional<Severity> severity;
};

// A rule resolved for one thing, stage and part of the day.
struct Setting {
  bool enabled = true;
  std::optional<double> threshold;  // none: silent without a limit
  std::optional<double> clear;
  Duration hold{};
  Severity severity = Severity::watch;
  bool adjusted = false;  // overridden by the household
  std::string source;     // citation for the threshold
};

// None if the rule does not apply: another crop, or no limit for this crop and no `otherwise`. `crop` may be
// null. Outside the rule's period, returns the setting of the first part of the period.
std::optional<Setting> setting_for(const Rule&, const agronomy::Crop* crop, std::string_view stage,
                                   agronomy::Segment, const RuleOverride* own);
inline std::optional<Setting> setting_for(const Rule& rule, const agronomy::Requirements& in_force,
                                          const RuleOverride* own) {
  return setting_for(rule, in_force.crop, in_force.stage, in_force.segment, own);
}

// Refuses, with a correction: numbers that are not finite, a clear on the wrong side of the threshold, and a
// hold that is negative or over 7 days. `standard`: the setting without the override.
Result<void> check_override(const Rule&, const Setting& standard, const RuleOverride&);

// Permitted range of a threshold: the plausible range of the quantity, for rates of change its width. None if
// unknown.
struct ValueRange {
  double low = 0, high = 0;
};
std::optional<ValueRange> range_of(const Rule&, const std::vector<devices::Profile>&);
// Refuses a threshold or clear outside the range: such a rule would hold never or always.
Result<void> check_range(const ValueRange&, const RuleOverride&);

enum class Phase { idle, pending, raised, clearing };

std::string_view name(Phase);
std::optional<Phase> parse_phase(std::string_view);

// The rule has raised and not yet cleared.
constexpr bool is_up(Phase phase) { return phase == Phase::raised || phase == Phase::clearing; }

// State of a rule for one thing. Stored, so it survives a restart.
struct RuleState {
  ThingId thing;
  std::string rule;
  Phase phase = Phase::idle;
  Instant since;      // start of this phase
  Instant seen;       // time of the last evaluated reading
  double anchor = 0;  // stuck: the last value that differed
  Instant anchor_at;  // stuck: time of that value; silent: time of the last fresh reading (0: none yet)
  friend bool operator==(const RuleState&, const RuleState&) = default;
};

}  // namespace cunkou::rules
