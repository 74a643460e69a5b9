#include "sensing/monitor/monitor.hpp"

#include <algorithm>
#include <set>

#include "sensing/monitor/monitor_impl.hpp"
#include "sensing/rules/check_opposites.hpp"

namespace cunkou::monitor {
namespace {

constexpr Duration late_after = minutes(2);  // older readings are history: they raise and clear nothing

void restore(MonitoredGreenhouse& g, const rules::RuleState& state) {
  for (auto& instance : g.rule_instances)
    if (instance.rule->code == state.rule) instance.state = instance.stored = state;
}

void restore(MonitoredGreenhouse& g, const actuation::ActuatorState& state) {
  if (const auto runtime = g.find_runtime(state.actuator)) g.runtimes[*runtime].state = state;
}

void restore_commands(MonitoredGreenhouse& g, actuation::CommandStore& commands) {
  constexpr std::size_t recent_commands = 50;
  for (const auto& command : commands.list(g.greenhouse.thing, recent_commands)) {
    const auto runtime = g.find_runtime(command.actuator);
    if (!runtime) continue;
    ActuatorRuntime& p = g.runtimes[*runtime];
    if (!p.last) p.last = command;
    if (command.person) p.person_at = std::max(p.person_at, command.requested);
  }
}

std::vector<agronomy::Band> bands_now(const MonitoredGreenhouse& g) {
  std::vector<agronomy::Band> bands;
  if (!g.crop) return bands;
  std::set<std::string> quantities;
  for (const auto& band : g.crop->bands) quantities.insert(band.quantity);
  if (const auto* stage = g.crop->stage(g.stage))
    for (const auto& band : stage->bands) quantities.insert(band.quantity);
  for (const auto& quantity : quantities)
    if (const auto* band = agronomy::band_for(*g.crop, g.stage, quantity, g.segment)) bands.push_back(*band);
  return bands;
}

std::vector<Advice> advice_now(const MonitoredGreenhouse& g, const rules::Climate& climate, Instant now) {
  Circumstances in;
  in.climate = climate;
  in.crop = g.crop;
  in.stage = g.stage;
  in.segment = g.segment;
  in.fresh = g.fresh();
  for (const auto& runtime : g.runtimes) {
    in.manual = in.manual || runtime.state.manual;
    if (runtime.actuator->kind != devices::ActuatorKind::vent) continue;
    in.has_vent = true;
    if (!in.vent_position) in.vent_position = runtime.state.position;
  }
  return advise(in, now);
}

}  // namespace

MonitoredGreenhouse* Monitor::Impl::find(ThingId thing) const {
  const auto found = greenhouses.find(thing);
  return found == greenhouses.end() ? nullptr : found->second.get();
}

Result<MonitoredGreenhouse*> Monitor::Impl::require(ThingId thing) const {
  if (MonitoredGreenhouse* g = find(thing)) return g;
  return not_found("没有这个大棚，请回到列表|There is no such greenhouse: go back to the list");
}

Result<void> Monitor::Impl::write_or_refuse(const Also& f) const {
  struct Rollback {
    Error why;
  };
  try {
    transactions.write([&](Stores& stores) {
      if (auto done = f(stores); !done) throw Rollback{done.error()};
    });
    return {};
  } catch (const Rollback& rollback) {
    return rollback.why;
  }
}

Monitor::Monitor(MonitorDefinitions definitions, TransactionRunner& transactions, MonitorListener listener)
    : impl_(std::make_unique<Impl>(Impl{definitions, transactions, std::move(listener), {}, {}, {}})) {}
Monitor::~Monitor() = default;

void Monitor::load(Instant now) {
  impl_->greenhouses.clear();
  impl_->streams.clear();
  impl_->last_tick.reset();
  impl_->transactions.write([&](Stores& stores) {
    for (const auto& greenhouse : stores.greenhouses.all())
      impl_->greenhouses[greenhouse.thing] =
          std::make_unique<MonitoredGreenhouse>(greenhouse, impl_->definitions);
    for (const auto& own : stores.rule_overrides.all())
      if (MonitoredGreenhouse* g = impl_->find(own.thing)) g->overrides[own.rule] = own;
    for (const auto& state : stores.rule_states.all())
      if (MonitoredGreenhouse* g = impl_->find(state.thing)) restore(*g, state);
    for (const auto& state : stores.actuators.all())
      if (MonitoredGreenhouse* g = impl_->find(state.thing)) restore(*g, state);
    for (auto& [thing, g] : impl_->greenhouses) restore_commands(*g, stores.commands);
    impl_->load_alarms(stores, now);
  });
  for (auto& [thing, g] : impl_->greenhouses) {
    g->forget_future(now);
    g->update_settings(now, true);
  }
}

Result<void> Monitor::configure(const Greenhouse& greenhouse, const Actor& by, Instant now,
                                const Also& also) {
  const MonitorDefinitions& definitions = impl_->definitions;
  const auto crop = std::ranges::find(definitions.crops, greenhouse.crop, &agronomy::Crop::code);
  if (!greenhouse.crop.empty() && crop == definitions.crops.end())
    return invalid("没有这种作物，请从列表里选|This is not among the crops: choose one from the list");
  if (!greenhouse.stage.empty() && (crop == definitions.crops.end() || !crop->stage(greenhouse.stage)))
    return invalid(
        "这种作物没有这个时期，请从列表里选|This is not a stage of this crop: choose one from the list");
  if (std::ranges::find(definitions.profiles, greenhouse.profile, &devices::Profile::name) ==
      definitions.profiles.end())
    return invalid(
        "没有这种设备类型，请从列表里选|This is not among the device profiles: choose one from the list");
  const auto written = impl_->write_or_refuse([&](Stores& stores) -> Result<void> {
    if (also) CUNKOU_TRY(also(stores));
    stores.greenhouses.put(greenhouse);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "settle_greenhouse", "thing:" + std::to_string(greenhouse.thing.value));
    return {};
  });
  if (!written) return written.error();
  auto& g = impl_->greenhouses[greenhouse.thing];
  if (g)
    g->apply_settings(greenhouse, definitions);
  else
    g = std::make_unique<MonitoredGreenhouse>(greenhouse, definitions);
  g->update_settings(now, true);
  for (auto& instance : g->rule_instances) impl_->evaluate_rule(*g, instance, now);
  impl_->update_status(*g, now);
  return {};
}

void Monitor::forget(ThingId thing, const Actor& by, Instant now) {
  MonitoredGreenhouse* g = impl_->find(thing);
  if (!g) return;
  impl_->transactions.write([&](Stores& stores) {
    for (const auto& alarm : stores.alarms.open())
      if (alarm.thing == thing) impl_->forget_alarm(stores, alarm, now);
    for (const auto& command : stores.commands.open())
      if (command.thing == thing)
        if (auto cancelled_command = actuation::move_command(
                command, {actuation::CommandState::cancelled, by.person, "大棚已删除|The greenhouse is gone"},
                now))
          stores.commands.put(*cancelled_command, {cancelled_command->id, cancelled_command->state, now,
                                                   by.person, cancelled_command->reason});
    stores.rule_states.forget(thing);
    stores.rule_overrides.forget(thing);
    stores.greenhouses.forget(thing);
    stores.actuators.forget(thing);
    journal::Act{by.person, by.via, now, stores.journal}.record("forget_greenhouse",
                                                                "thing:" + std::to_string(thing.value));
  });
  std::erase_if(impl_->streams, [g](const auto& entry) { return entry.second.first == g; });
  impl_->greenhouses.erase(thing);
}

void Monitor::bind(ThingId thing, std::string_view quantity, StreamId stream) {
  MonitoredGreenhouse* g = impl_->find(thing);
  if (!g) return;
  QuantityInput& input = g->input(quantity);
  input.stream = stream;
  impl_->streams[stream] = {g, static_cast<std::size_t>(&input - g->inputs.data())};
}

void Monitor::rebind(ThingId thing, const std::map<std::string, StreamId>& by_quantity, Instant now) {
  MonitoredGreenhouse* g = impl_->find(thing);
  if (!g) return;
  std::erase_if(impl_->streams, [g](const auto& entry) { return entry.second.first == g; });
  for (QuantityInput& input : g->inputs) {
    const auto bound = by_quantity.find(input.quantity);
    if (bound == by_quantity.end() || (input.stream && bound->second != input.stream)) input.forget();
  }
  for (const auto& [quantity, stream] : by_quantity) bind(thing, quantity, stream);
  g->update_newest(now + ahead_max);
  Attempts attempt;
  for (RuleInstance& instance : g->rule_instances)
    if (!g->is_measured(*instance.rule)) attempt([&] { impl_->reset_rule_instance(*g, instance, now); });
  attempt.end();
}

std::vector<ThingId> Monitor::things() const {
  std::vector<ThingId> all;
  for (const auto& [thing, g] : impl_->greenhouses) all.push_back(thing);
  return all;
}

void Monitor::recall(StreamId stream, Instant time, double value) {
  const auto found = impl_->streams.find(stream);
  if (found == impl_->streams.end()) return;
  auto& [g, index] = found->second;
  QuantityInput& input = g->inputs[index];
  if (input.latest && time < input.latest->time) return;
  g->add_reading(input, {stream, input.quantity, value, time});
  // No status has been reported yet: a thing without data has been so since its newest reading.
  if (g->status == rules::ThingStatus::no_data && g->newest)
    g->status_since = std::min(g->status_since, g->newest->time);
  if (!input.runtime) return;
  g->runtimes[*input.runtime].state.position = value;
  g->runtimes[*input.runtime].state.position_at = time;
}

bool Monitor::has_no_readings(ThingId thing) const {
  const MonitoredGreenhouse* g = impl_->find(thing);
  return g && !g->newest;
}

void Monitor::observe(StreamId stream, Instant time, double value, Instant now) {
  const auto found = impl_->streams.find(stream);
  if (found == impl_->streams.end()) return;
  MonitoredGreenhouse& g = *found->second.first;
  QuantityInput& input = g.inputs[found->second.second];
  if (input.latest && time < input.latest->time) g.forget_future(input, now);
  if (input.latest && time < input.latest->time) return;
  g.add_reading(input, {stream, input.quantity, value, time});
  Attempts attempt;
  if (input.runtime) {
    ActuatorRuntime& runtime = g.runtimes[*input.runtime];
    const bool changed = runtime.state.position != std::optional(value);
    runtime.state.position = value;
    runtime.state.position_at = time;
    if (changed) runtime.unconfirmed = false;
    if (!devices::travels(runtime.actuator->kind))
      attempt([&] {
        impl_->set_motion(runtime, value > 0 ? actuation::Motion::opening : actuation::Motion::still,
                          std::min(time, now));
      });
    attempt([&] { impl_->progress(g, runtime, now); });
    if (changed && impl_->listener.actuator) impl_->listener.actuator(runtime.state);
  }
  const bool late = now - time > late_after;
  g.note_arrival(late, now);
  for (const std::size_t instance : input.rule_instances)
    if (!late)
      attempt([&] { impl_->evaluate_rule(g, g.rule_instances[instance], now); });
    else if (now - time <= g.fresh())
      impl_->catch_up(g, g.rule_instances[instance], time);
  attempt.end();
}

void Monitor::tick(Instant now) {
  Attempts attempt;
  impl_->resume_after_pause(now);
  for (auto& [thing, greenhouse] : impl_->greenhouses) {
    MonitoredGreenhouse& g = *greenhouse;
    g.update_settings(now, false);
    attempt([&] { impl_->evaluate_all(g, now); });
    attempt([&] { impl_->send_due_notices(g, now); });
    for (auto& runtime : g.runtimes) {
      attempt([&] { impl_->check_deadlines(g, runtime, now); });
      attempt([&] { impl_->run_automatic(g, runtime, now); });
    }
    impl_->update_status(g, now);
  }
  attempt([&] { impl_->store_states(false); });
  attempt.end();
}

void Monitor::store_states() { impl_->store_states(true); }

Result<void> Monitor::adjust(const rules::RuleOverride& own, const Actor& by, Instant now) {
  const auto found = impl_->require(own.thing);
  if (!found) return found.error();
  MonitoredGreenhouse& g = **found;
  const auto instance =
      std::ranges::find_if(g.rule_instances, [&](const RuleInstance& s) { return s.rule->code == own.rule; });
  if (instance == g.rule_instances.end())
    return not_found("没有这条规则，请回到列表|There is no such rule: go back to the list");
  const auto standard = rules::setting_for(*instance->rule, g.crop, g.stage, g.segment, nullptr);
  CUNKOU_TRY(rules::check_override(*instance->rule, standard.value_or(rules::Setting{}), own));
  if (const auto range = rules::range_of(*instance->rule, impl_->definitions.profiles))
    CUNKOU_TRY(rules::check_range(*range, own));
  const auto own_of = [&g](std::string_view code) { return g.own(code); };
  CUNKOU_TRY(rules::check_opposites(impl_->definitions.rules, *instance->rule, own, own_of, g.crop, g.stage));
  impl_->transactions.write([&](Stores& stores) {
    stores.rule_overrides.put(own);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "adjust_rule", "thing:" + std::to_string(own.thing.value), "{\"rule\":\"" + own.rule + "\"}");
  });
  g.overrides[own.rule] = own;
  g.update_settings(now, true);
  impl_->evaluate_rule(g, *instance, now);
  return {};
}

void Monitor::reset_rule(ThingId thing, std::string_view rule, const Actor& by, Instant now) {
  MonitoredGreenhouse* g = impl_->find(thing);
  if (!g || !g->own(rule)) return;
  const std::string code(rule);
  impl_->transactions.write([&](Stores& stores) {
    stores.rule_overrides.remove(thing, code);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "reset_rule", "thing:" + std::to_string(thing.value), "{\"rule\":\"" + code + "\"}");
  });
  g->overrides.erase(code);
  g->update_settings(now, true);
}

std::vector<RuleView> Monitor::rules(ThingId thing, Instant now) const {
  std::vector<RuleView> views;
  const MonitoredGreenhouse* g = impl_->find(thing);
  if (!g) return views;
  const rules::Climate climate = g->climate_at(now);
  for (const auto& instance : g->rule_instances) {
    RuleView view;
    view.rule = instance.rule;
    view.setting = instance.setting;
    view.standard = rules::setting_for(*instance.rule, g->crop, g->stage, g->segment, nullptr);
    if (const auto* own = g->own(instance.rule->code)) view.own = *own;
    view.explanation = evaluate(*instance.rule, instance.setting, instance.state,
                                g->inputs_for(*instance.rule, climate, now), now)
                           .explanation;
    view.explanation.phase = instance.state.phase;
    view.explanation.since = instance.state.since;
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<View> Monitor::view_of(ThingId thing, Instant now) const {
  const MonitoredGreenhouse* g = impl_->find(thing);
  if (!g) return {};
  View view;
  view.greenhouse = g->greenhouse;
  view.stage = g->stage;
  view.segment = g->segment;
  view.status = g->compute_status(now);
  view.since = g->status_since;
  for (const auto& [concern, open_alarm] : g->alarms)
    view.alarms.push_back(impl_->current_state_of(*g, open_alarm.alarm, now));
  for (const auto& [rule, alarm] : g->unstored) view.alarms.push_back(alarm);
  std::ranges::stable_sort(view.alarms, std::greater{}, &alarms::Alarm::severity);
  for (const auto& input : g->inputs)
    if (input.latest) view.latest.push_back(*input.latest);
  view.climate = g->climate_at(now);
  view.bands = bands_now(*g);
  view.advice = advice_now(*g, view.climate, now);
  for (const auto& runtime : g->runtimes) {
    view.actuators.push_back(runtime.state);
    if (runtime.last) view.commands.push_back(*runtime.last);
  }
  return view;
}

rules::ThingStatus Monitor::status(ThingId thing) const {
  const MonitoredGreenhouse* g = impl_->find(thing);
  return g ? g->status : rules::ThingStatus::no_data;
}

}  // namespace cunkou::monitor
