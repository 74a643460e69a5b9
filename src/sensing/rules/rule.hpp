#pragma once
// Rules are data (definitions/rules/*.yaml): what to look at, when it is too much, for how long, and how bad
// that is. The limits come from the crop, so that one rule serves every crop and stage; a household may set
// its own.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/label.hpp"
#include "base/result.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/rules/severity.hpp"

namespace cunkou::rules {

enum class Kind {
  above,    // value > threshold; over again at value <= clear
  below,    // value < threshold; over again at value >= clear
  rising,   // grew by more than threshold within `window`; over again at growth <= clear
  falling,  // fell by more than threshold within `window`
  silent,   // no reading for `hold`; with a limit: only if the last reading was below it
  stuck,    // changed by no more than threshold for `hold`
};

std::string_view name(Kind);
std::optional<Kind> parse_kind(std::string_view);

enum class Action { open, close, stop, set };  // a switch (fan, heater, valve) is opened to run

std::string_view name(Action);
std::optional<Action> parse_action(std::string_view);

// Where a limit comes from: a number, a limit of the crop by name, or the edge of the band that holds.
struct LimitSource {
  enum class From { none, number, crop_limit, band_low, band_high };
  From from = From::none;
  double number = 0;
  std::string limit;                  // crop_limit: its name
  double margin = 0;                  // added to it
  std::optional<double> otherwise{};  // crop_limit: where no crop is named, or not this limit of it
};

// What an automatic greenhouse does about it.
struct Remedy {
  devices::ActuatorKind kind = devices::ActuatorKind::vent;
  double position = 0;               // percent
  std::optional<double> afterwards;  // position once the rule is over; none: it stays
};

struct Rule {
  std::string code;      // "air_cold": as the API, the words of the web and the store call it
  std::string concern;   // rules of one concern make one alarm: "cold", "hot", "wet", "silent", …
  Label label;           // 棚里偏冷
  Label message;         // 棚温 {value}℃，低于 {threshold}℃
  std::string quantity;  // measured or derived (control/climate.hpp); "any": whatever the thing sends
  Kind kind = Kind::above;
  agronomy::Period period = agronomy::Period::always;
  std::string crop;  // "": every crop
  bool enabled = true;
  Severity severity = Severity::watch;
  double grade = 0;  // which is worse of one concern and severity: the greater
  LimitSource limit;
  double hysteresis = 0;         // from the threshold back to clear
  Duration hold{};               // so long it must stand before it counts
  Duration clear_hold{};         // so long it must be over before the alarm clears
  Duration window{};             // rising, falling
  std::vector<Remedy> remedies;  // one of a kind of actuator at most
  std::string source;            // of a number of the rule's own

  const Remedy* remedy_by(devices::ActuatorKind) const;
};

struct RuleSet {
  std::vector<Rule> rules;  // codes are distinct
  const Rule* find(std::string_view code) const;
};

// What a household has set for itself; what is empty stays as the rule has it.
struct RuleOverride {
  ThingId thing;
  std::string rule;
  std::optional<bool> enabled;
  std::optional<double> threshold;
  std::optional<double> clear;
  std::optional<Duration> hold;
  std::optional<Severity> severity;
};

// A rule as it stands for one greenhouse, stage and part of the day.
struct Setting {
  bool enabled = true;
  std::optional<double> threshold;  // none: silent without a limit
  std::optional<double> clear;
  Duration hold{};
  Severity severity = Severity::watch;
  bool adjusted = false;  // by the household
  std::string source;     // of the threshold
};

// Nothing where the rule does not apply: another crop, or nobody has named the limit for this crop and the
// rule has no number for that case. `crop` may be null. Outside the rule's period the setting is that of the
// period's first part.
std::optional<Setting> setting_for(const Rule&, const agronomy::Crop* crop, std::string_view stage,
                                   agronomy::Segment, const RuleOverride* own);

// Refuses numbers that are not finite, a clear on the wrong side of the threshold and a negative or endless
// hold (over 7 days), with what to write instead. `standard` is the setting without the override.
Result<void> check_override(const Rule&, const Setting& standard, const RuleOverride&);

// What the rule's number may be: the quantity's plausible range, for changes its width. None where nobody
// knows.
struct Range {
  double low = 0, high = 0;
};
std::optional<Range> range_of(const Rule&, const std::vector<devices::Profile>&);
// Refuses a threshold or clear out of it: such a rule could never hold, or always.
Result<void> check_range(const Range&, const RuleOverride&);

enum class Phase { quiet, pending, raised, clearing };

std::string_view name(Phase);
std::optional<Phase> parse_phase(std::string_view);

// What a rule remembers of one thing; plain columns, so that it survives a restart.
struct RuleState {
  ThingId thing;
  std::string rule;
  Phase phase = Phase::quiet;
  Instant since;      // of this phase
  Instant seen;       // time of the last reading evaluated at
  double anchor = 0;  // stuck: the last value that differed
  Instant anchor_at;  // stuck: when it was measured; silent: the last fresh reading (0: none yet)
  friend bool operator==(const RuleState&, const RuleState&) = default;
};

}  // namespace cunkou::rules
