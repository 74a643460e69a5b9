#include "sensing/rules/evaluate.hpp"

#include <algorithm>
#include <cmath>

namespace cunkou::rules {
namespace {

enum class Condition { unknown, cleared, between, holds };

struct ConditionResult {
  Condition condition = Condition::unknown;
  Basis basis = Basis::evaluated;
  std::optional<double> value;
};

double minutes_of(Duration d) { return std::round(static_cast<double>(d.count()) / 60'000.0); }

Condition compare_up(double value, double threshold, double clear) {
  return value > threshold ? Condition::holds : value <= clear ? Condition::cleared : Condition::between;
}

ConditionResult check_silent(const Setting& setting, RuleState& state, const Inputs& in, Instant now) {
  if (in.latest && now - in.latest->time <= setting.hold) {
    state.anchor_at = std::max(state.anchor_at, in.latest->time);
    return {Condition::cleared, Basis::evaluated, minutes_of(now - in.latest->time)};
  }
  if (state.anchor_at == Instant{}) {
    if (!in.expected || now - *in.expected < first_reading_within)
      return {Condition::unknown, Basis::no_reading, {}};
    state.anchor_at = *in.expected;
  }
  const Duration silence = now - state.anchor_at;
  const bool matters = !setting.threshold || !in.latest || in.latest->value < *setting.threshold;
  const bool holds = silence > setting.hold && matters;
  return {holds ? Condition::holds : Condition::between, Basis::evaluated, minutes_of(silence)};
}

ConditionResult check_stuck(const Setting& setting, RuleState& state, const Inputs& in, bool in_hours) {
  const QuantityReading& s = *in.latest;
  const bool first = state.anchor_at == Instant{};
  const bool moved = !first && std::abs(s.value - state.anchor) > setting.threshold.value_or(0);
  const bool gap = state.seen != Instant{} && s.time - state.seen > in.fresh;
  if (first || moved || gap || !in_hours) {
    state.anchor = s.value;
    state.anchor_at = s.time;
    return {moved ? Condition::cleared : Condition::unknown, Basis::evaluated, s.value};
  }
  return {s.time - state.anchor_at >= setting.hold ? Condition::holds : Condition::between, Basis::evaluated,
          s.value};
}

ConditionResult check_change(const Rule& rule, const Setting& setting, const Inputs& in) {
  if (!in.before || !setting.threshold) return {Condition::unknown, Basis::no_reading, {}};
  const double grown = in.latest->value - in.before->value;
  const double change = rule.kind == Kind::falling ? -grown : grown;
  return {compare_up(change, *setting.threshold, setting.clear.value_or(*setting.threshold)),
          Basis::evaluated, change};
}

ConditionResult check_level(const Rule& rule, const Setting& setting, const Inputs& in) {
  if (!setting.threshold) return {Condition::unknown, Basis::off, {}};
  const double sign = rule.kind == Kind::below ? -1 : 1;
  const double clear = setting.clear.value_or(*setting.threshold);
  const double value = in.latest->value;
  return {compare_up(sign * value, sign * *setting.threshold, sign * clear), Basis::evaluated, value};
}

ConditionResult check_condition(const Rule& rule, const Setting& setting, RuleState& state, const Inputs& in,
                                bool in_hours, Instant now) {
  if (rule.kind == Kind::silent) return check_silent(setting, state, in, now);
  if (!in.latest) return {Condition::unknown, Basis::no_reading, {}};
  if (now - in.latest->time > in.fresh) return {Condition::unknown, Basis::outdated, in.latest->value};
  switch (rule.kind) {
    case Kind::stuck:
      return check_stuck(setting, state, in, in_hours);
    case Kind::rising:
    case Kind::falling:
      return check_change(rule, setting, in);
    default:
      return check_level(rule, setting, in);
  }
}

void enter(RuleState& state, Phase phase, Instant since) {
  state.phase = phase;
  state.since = since;
}

// For silent and stuck the measured value already includes the hold.
Duration hold_of(const Rule& rule, const Setting& setting) {
  return rule.kind == Kind::silent || rule.kind == Kind::stuck ? Duration{0} : setting.hold;
}

std::optional<RuleTransition> step(const Rule& rule, const Setting& setting, RuleState& state,
                                   const ConditionResult& result, Instant at, bool gap, Instant now) {
  const bool holds = result.condition == Condition::holds;
  if (state.phase == Phase::idle && holds) enter(state, Phase::pending, at);
  if (state.phase == Phase::pending) {
    if (result.condition == Condition::cleared || result.condition == Condition::between)
      enter(state, Phase::idle, now);
    else if (holds && gap)
      enter(state, Phase::pending, at);
    if (state.phase == Phase::pending && holds && now - state.since >= hold_of(rule, setting)) {
      enter(state, Phase::raised, now);
      return RuleTransition{RuleTransition::What::raised, result.value.value_or(0), ""};
    }
    return {};
  }
  if (state.phase == Phase::raised && result.condition == Condition::cleared)
    enter(state, Phase::clearing, at);
  if (state.phase == Phase::clearing) {
    if (holds || result.condition == Condition::between)
      enter(state, Phase::raised, now);
    else if (result.condition == Condition::cleared && now - state.since >= rule.clear_hold) {
      enter(state, Phase::idle, now);
      return RuleTransition{RuleTransition::What::cleared, result.value.value_or(0), "recovered"};
    }
  }
  return {};
}

std::vector<EvaluatedReading> evaluated_readings(const Inputs& in, Instant now) {
  if (!in.evaluated.empty() || !in.latest) return in.evaluated;
  const QuantityReading& s = *in.latest;
  return {{s.stream, s.quantity, s.value, s.time, now - s.time}};
}

}  // namespace

Evaluation evaluate(const Rule& rule, const std::optional<Setting>& setting, const RuleState& before,
                    const Inputs& in, Instant now) {
  Evaluation out{before, {}, {}};
  RuleState& state = out.state;
  if (state.since > now) state.since = now;
  Explanation& explanation = out.explanation;
  explanation.rule = rule.code;
  explanation.evaluated = evaluated_readings(in, now);

  const bool in_hours = agronomy::holds_in(rule.period, in.segment);
  if (!setting || !setting->enabled) {
    if (is_up(state.phase)) out.transition = RuleTransition{RuleTransition::What::cleared, 0, "switched_off"};
    if (state.phase != Phase::idle) enter(state, Phase::idle, now);
  } else {
    const ConditionResult result = check_condition(rule, *setting, state, in, in_hours, now);
    explanation.basis = result.basis;
    explanation.value = result.value;
    explanation.holds = result.condition == Condition::holds;
    if (!in_hours && !is_up(state.phase)) {
      explanation.basis = Basis::out_of_hours;
      if (state.phase == Phase::pending) enter(state, Phase::idle, now);
    } else {
      const Instant at = in.latest && rule.kind != Kind::silent ? std::min(in.latest->time, now) : now;
      const bool gap = in.latest && state.seen != Instant{} && in.latest->time - state.seen > in.fresh;
      out.transition = step(rule, *setting, state, result, at, gap, now);
    }
    if (state.phase == Phase::pending) explanation.due = state.since + hold_of(rule, *setting);
  }
  if (in.latest) state.seen = std::max(state.seen, in.latest->time);
  explanation.phase = state.phase;
  explanation.since = state.since;
  return out;
}

}  // namespace cunkou::rules
