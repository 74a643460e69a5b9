#include <algorithm>

#include "sensing/devices/subject.hpp"
#include "sensing/monitor/monitor_impl.hpp"
#include "sensing/rules/check_opposites.hpp"

namespace cunkou::monitor {
namespace {

bool needs_time(const RuleInstance& instance) {
  const bool level = instance.rule->kind != rules::Kind::silent && instance.rule->kind != rules::Kind::stuck;
  return !level || rules::is_derived(instance.rule->quantity) || instance.state.phase != rules::Phase::idle ||
         !instance.setting;
}

}  // namespace

Result<void> Monitor::Impl::adjust(const rules::RuleOverride& own, const Actor& by, Instant now) {
  const auto found = require(own.thing);
  if (!found) return found.error();
  ThingRuntime& t = **found;
  RuleInstance* instance = t.find_rule(own.rule);
  if (!instance) return not_found({"没有这条规则，请回到列表", "There is no such rule: go back to the list"});
  const auto standard = rules::setting_for(*instance->rule, t.requirements, nullptr);
  CUNKOU_TRY(rules::check_override(*instance->rule, standard.value_or(rules::Setting{}), own));
  if (const auto range = rules::range_of(*instance->rule, definitions.profiles))
    CUNKOU_TRY(rules::check_range(*range, own));
  const auto own_of = [&t](std::string_view code) { return t.own(code); };
  CUNKOU_TRY(rules::check_opposites(definitions.rules, *instance->rule, own, own_of, t.requirements));
  write([&](MonitorTransaction& transaction) {
    transaction.rule_overrides().put(own);
    act_of(transaction, by, now)
        .record("adjust_rule", devices::subject(own.thing), "{\"rule\":\"" + own.rule + "\"}");
  });
  t.overrides[own.rule] = own;
  t.update_settings(now, true);
  evaluate_rule(t, *instance, now);
  return {};
}

void Monitor::Impl::reset_rule(ThingId thing, std::string_view rule, const Actor& by, Instant now) {
  ThingRuntime* t = find(thing);
  if (!t || !t->own(rule)) return;
  const std::string code(rule);
  write([&](MonitorTransaction& transaction) {
    transaction.rule_overrides().remove(thing, code);
    act_of(transaction, by, now).record("reset_rule", devices::subject(thing), "{\"rule\":\"" + code + "\"}");
  });
  t->overrides.erase(code);
  t->update_settings(now, true);
}

void Monitor::Impl::evaluate_rule(ThingRuntime& t, RuleInstance& instance, Instant now) {
  const rules::Inputs in = t.inputs_for(*instance.rule, t.air, now);
  const rules::Evaluation found = evaluate(*instance.rule, instance.setting, instance.state, in, now);
  if (!found.transition || found.transition->what != rules::RuleTransition::What::raised)
    t.unstored.erase(instance.rule->code);
  if (found.transition) {
    try {
      apply_transition(t, instance, found, now);
    } catch (...) {
      if (found.transition->what == rules::RuleTransition::What::raised)
        t.unstored.try_emplace(instance.rule->code,
                               alarms::raise_alarm(finding_of(t, instance, found.explanation), now));
      // Keep the hold: the next reading must not restart it.
      if (instance.state.phase == rules::Phase::idle && in.latest) {
        instance.state.phase = rules::Phase::pending;
        instance.state.since = std::min(in.latest->time, now);
      }
      throw;
    }
  }
  t.unstored.erase(instance.rule->code);
  instance.state = found.state;
}

// A historic reading advances the rule state but raises and clears nothing; the newest reading does.
void Monitor::Impl::catch_up(const ThingRuntime& t, RuleInstance& instance, Instant then) {
  const rules::Evaluation found = evaluate(*instance.rule, instance.setting, instance.state,
                                           t.inputs_for(*instance.rule, t.air, then), then);
  if (!found.transition) instance.state = found.state;
  instance.state.seen = found.state.seen;
}

void Monitor::Impl::evaluate_all(ThingRuntime& t, Instant now) {
  t.air = t.air_at(now);
  if (t.is_catching_up(now)) return;
  t.historic_since.reset();
  const bool caught_up = std::exchange(t.behind, false);
  Attempts attempt;
  for (auto& instance : t.rule_instances)
    if (caught_up || needs_time(instance))
      attempt([&]() CUNKOU_REQUIRES(state_mutex) { evaluate_rule(t, instance, now); });
  attempt.end();
}

void Monitor::Impl::reset_rule_instance(ThingRuntime& t, RuleInstance& instance, Instant now) {
  rules::Evaluation reset;
  reset.state.thing = instance.state.thing;
  reset.state.rule = instance.state.rule;
  if (is_up(instance.state.phase)) {
    reset.transition = rules::RuleTransition{rules::RuleTransition::What::cleared, 0, "forgotten"};
    apply_transition(t, instance, reset, now);
  }
  instance.state = reset.state;
}

}  // namespace cunkou::monitor
