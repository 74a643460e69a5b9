#include "sensing/monitor/monitor.hpp"

#include <utility>

#include "sensing/monitor/monitor_impl.hpp"

namespace cunkou::monitor {

void Monitor::Impl::write(const std::function<void(MonitorTransaction&)>& work) const {
  const MutexUnlock unlocked(state_mutex);
  collaborators.transactions.write(work);
}

void Monitor::Impl::read(const std::function<void(MonitorTransaction&)>& work) const {
  const MutexUnlock unlocked(state_mutex);
  collaborators.transactions.read(work);
}

ThingRuntime* Monitor::Impl::find(ThingId thing) const {
  const auto found = things.find(thing);
  return found == things.end() ? nullptr : found->second.get();
}

Result<ThingRuntime*> Monitor::Impl::require(ThingId thing) const {
  if (ThingRuntime* found = find(thing)) return found;
  return not_found({"它已经不在了，请回到列表", "It does not exist any more: go back to the list"});
}

const ThingAdvisor& Monitor::Impl::advisor_of(const MonitoredThing& settings) const {
  return *collaborators.advisors.at(settings.kind);
}

const ThingSentences& Monitor::Impl::sentences_of(ThingId thing) const {
  return things.at(thing)->advisor.sentences();
}

Monitor::Monitor(MonitorDefinitions definitions, MonitorCollaborators collaborators)
    : impl_(std::make_unique<Impl>(definitions, collaborators)) {}
Monitor::~Monitor() = default;

void Monitor::load(const std::vector<MonitoredThing>& things, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->load(things, now);
}

void Monitor::apply(const MonitoredThing& settings, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->apply(settings, now);
}

void Monitor::forget(ThingId thing, const Actor& by, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->forget(thing, by, now);
}

bool Monitor::forget_others(const std::set<ThingId>& existing, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->forget_others(existing, now);
}

void Monitor::bind(ThingId thing, std::string_view quantity, StreamId stream) {
  const MutexLock lock(impl_->state_mutex);
  impl_->bind(thing, quantity, stream);
}

void Monitor::rebind(ThingId thing, const std::map<std::string, StreamId>& by_quantity, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->rebind(thing, by_quantity, now);
}

void Monitor::observe(StreamId stream, Instant time, double value, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->observe(stream, time, value, now);
}

void Monitor::recall(StreamId stream, Instant time, double value) {
  const MutexLock lock(impl_->state_mutex);
  impl_->recall(stream, time, value);
}

void Monitor::observe_motion(ThingId thing, std::string_view actuator, actuation::Motion motion, Instant at,
                             Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->observe_motion(thing, actuator, motion, at, now);
}

void Monitor::observe_manual(ThingId thing, std::string_view actuator, bool manual, Instant at, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->observe_manual(thing, actuator, manual, at, now);
}

void Monitor::tick(Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->tick(now);
}

void Monitor::store_states() {
  const MutexLock lock(impl_->state_mutex);
  impl_->store_states(true);
}

Result<AlarmChanged> Monitor::acknowledge(AlarmId id, const Actor& by, std::string note, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->acknowledge(id, by, std::move(note), now);
}

Result<void> Monitor::adjust(const rules::RuleOverride& own, const Actor& by, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->adjust(own, by, now);
}

void Monitor::reset_rule(ThingId thing, std::string_view rule, const Actor& by, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->reset_rule(thing, rule, by, now);
}

Result<actuation::Command> Monitor::request(const CommandRequest& wanted, const Actor& by, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->request(wanted, by, now);
}

Result<actuation::Command> Monitor::cancel(CommandId id, const Actor& by, std::string why, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->cancel(id, by, std::move(why), now);
}

Result<actuation::Command> Monitor::answer(ThingId thing, CommandId id, bool accepted, std::string reason,
                                           Instant now) {
  const MutexLock lock(impl_->state_mutex);
  return impl_->answer(thing, id, accepted, std::move(reason), now);
}

void Monitor::connected(ThingId thing, Instant now) {
  const MutexLock lock(impl_->state_mutex);
  impl_->connected(thing, now);
}

Changes Monitor::take_changes() {
  const MutexLock lock(impl_->state_mutex);
  return std::exchange(impl_->changes, {});
}

Result<void> Monitor::check(const MonitoredThing& settings) const {
  const MutexLock lock(impl_->state_mutex);
  return impl_->check(settings);
}

std::optional<View> Monitor::view_of(ThingId thing, Instant now) const {
  const MutexLock lock(impl_->state_mutex);
  return impl_->view_of(thing, now);
}

bool Monitor::is_recovering(const alarms::Alarm& alarm, Instant now) const {
  if (alarm.cleared) return false;
  const MutexLock lock(impl_->state_mutex);
  const ThingRuntime* found = impl_->find(alarm.thing);
  return found && impl_->current_state_of(*found, alarm, now).recovering;
}

std::vector<RuleView> Monitor::rules(ThingId thing, Instant now) const {
  const MutexLock lock(impl_->state_mutex);
  return impl_->rules(thing, now);
}

std::optional<CommandCourse> Monitor::course_of(CommandId id) const {
  const MutexLock lock(impl_->state_mutex);
  const auto [found, runtime] = impl_->find_command(id);
  if (!found) return {};
  return CommandCourse{*runtime->last, runtime->changes};
}

bool Monitor::has_no_readings(ThingId thing) const {
  const MutexLock lock(impl_->state_mutex);
  const ThingRuntime* found = impl_->find(thing);
  return found && !found->newest;
}

}  // namespace cunkou::monitor
