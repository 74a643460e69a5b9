#include "sensing/monitor/service/monitor_service.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>

#include "base/by_id.hpp"
#include "sensing/devices/limits.hpp"

namespace cunkou::monitor {
namespace {

constexpr auto tick_interval = std::chrono::seconds(2);
// Beyond it the oldest readings are dropped from the monitor; the series have them.
constexpr std::size_t queued_max = 500'000;
constexpr std::size_t messages_max = 10'000;
// A write that fails after this long has waited for a lock of the database, as all others would.
constexpr auto locked_after = std::chrono::seconds(1);
constexpr Duration recall_interval = seconds(30);
constexpr Duration monitored_back = hours(1);  // older readings and reports are history and are not queued
constexpr Duration manual_back = days(1);  // of the manual switch, which a device may report on a change only

template <class T>
void keep_newest(std::vector<T>& queue, std::size_t most) {
  if (queue.size() > most) queue.erase(queue.begin(), queue.end() - static_cast<std::ptrdiff_t>(most));
}

Error not_kept() {
  return {Code::unavailable,
          {"设备的状态现在存不下来，请稍后再发",
           "what the device reported of itself cannot be stored now: send it again"}};
}

// Before the entries that have arrived since.
template <class T>
void put_back(std::vector<T>& queue, std::vector<T> failed, std::size_t most) {
  failed.insert(failed.end(), std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
  queue = std::move(failed);
  keep_newest(queue, most);
}

class SqlMonitorTransaction final : public MonitorTransaction {
 public:
  explicit SqlMonitorTransaction(sql::Transaction& t) : transaction_(t) {}

  alarms::AlarmStore& alarms() override { return alarms::alarm_store(transaction_); }
  actuation::CommandStore& commands() override { return actuation::command_store(transaction_); }
  actuation::ActuatorStore& actuators() override { return actuation::actuator_store(transaction_); }
  rules::RuleStateStore& rule_states() override { return rules::rule_state_store(transaction_); }
  rules::RuleOverrideStore& rule_overrides() override { return rules::rule_override_store(transaction_); }
  notifications::DeliveryStore& deliveries() override { return notifications::delivery_store(transaction_); }
  notifications::AddresseeStore& addressees() override {
    if (!addressees_) addressees_ = notifications::addressee_store(transaction_);
    return *addressees_;
  }
  journal::Journal& journal() override { return journal::journal_of(transaction_); }

 private:
  sql::Transaction& transaction_;
  std::unique_ptr<notifications::AddresseeStore> addressees_;
};

}  // namespace

void SqlTransactionRunner::write(const std::function<void(MonitorTransaction&)>& work) {
  using Steady = std::chrono::steady_clock;
  if (in_round_ && locked_) std::rethrow_exception(locked_);
  const auto begun = Steady::now();
  try {
    database_.write([&](sql::Transaction& t) {
      SqlMonitorTransaction transaction(t);
      work(transaction);
    });
  } catch (const sql::Broken&) {
    if (in_round_ && Steady::now() - begun >= locked_after) locked_ = std::current_exception();
    throw;
  }
}

void SqlTransactionRunner::begin_round(bool locked) {
  in_round_ = true;
  if (!locked) locked_ = nullptr;
}

void SqlTransactionRunner::read(const std::function<void(MonitorTransaction&)>& work) {
  database_.read([&](sql::Transaction& t) {
    SqlMonitorTransaction transaction(t);
    work(transaction);
  });
}

MonitorService::MonitorService(MonitorDefinitions definitions, Parts parts)
    : definitions_(definitions),
      parts_(std::move(parts)),
      transactions_(parts_.database),
      planner_(definitions_.rules),
      monitor_(definitions_, {transactions_, parts_.kinds.advisors(), planner_, parts_.devices}) {}

MonitorService::~MonitorService() { stop(); }

void MonitorService::start() {
  change([this](Monitor& monitor, Instant now) CUNKOU_REQUIRES(writer_) {
    monitor.load(parts_.kinds.settings(), now);
    for (const auto& kind : parts_.kinds.registered())
      for (const auto& info : kind.things.all()) {
        bind(*info);
        recall(*info, kind.advisor, now);
      }
    monitor.tick(now);
  });
  thread_ = std::thread([this] { run(); });
}

void MonitorService::stop() {
  {
    const MutexLock lock(queue_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  try {
    change([](Monitor& monitor, Instant) { monitor.store_states(); });
  } catch (const std::exception& e) {
    parts_.failed(e.what());
  }
}

void MonitorService::collect_changes() {
  auto changes = monitor_.take_changes();
  const MutexLock lock(outbox_mutex_);
  outbox_.insert(outbox_.end(), std::make_move_iterator(changes.begin()),
                 std::make_move_iterator(changes.end()));
}

void MonitorService::report_changes() {
  const MutexLock one_at_a_time(reporting_);
  Changes changes;
  {
    const MutexLock lock(outbox_mutex_);
    changes.swap(outbox_);
  }
  report(changes);
}

void MonitorService::report(const Changes& changes) {
  if (changes.empty()) return;
  for (auto* listener : parts_.listeners) try {
      listener->changed(changes);
    } catch (const std::exception& e) {
      parts_.failed(e.what());
    }
}

void MonitorService::observe(std::span<const series::Reading> readings) {
  const auto oldest = parts_.clock.now() - monitored_back;
  const MutexLock lock(queue_mutex_);
  for (const auto& reading : readings)
    if (reading.time >= oldest) readings_.push_back(reading);
  keep_newest(readings_, queued_max);
}

void MonitorService::enqueue(DeviceMessage message) {
  MutexLock lock(queue_mutex_);
  if (stopping_ || messages_.size() >= messages_max) {
    lock.unlock();
    return complete(message, not_kept());
  }
  messages_.push_back(std::move(message));
  has_messages_ = true;
  lock.unlock();
  wake_.notify_one();
}

void MonitorService::complete(const DeviceMessage& message, const Result<void>& outcome) {
  if (message.done) message.done(outcome);
}

void MonitorService::actuator_reported(ThingId thing, actuation::ActuatorReport report, Completion<> done) {
  const bool manual = std::holds_alternative<actuation::ManualSwitch>(report.state);
  const bool outdated = parts_.clock.now() - report.at > (manual ? manual_back : monitored_back);
  DeviceMessage message{thing, std::move(report), std::move(done)};
  if (!outdated)
    enqueue(std::move(message));
  else
    complete(message, {});
}

void MonitorService::device_answered(ThingId thing, CommandId id, actuation::CommandAnswer answer) {
  enqueue({thing, AnsweredCommand{id, std::move(answer)}, {}});
}

void MonitorService::device_connected(DeviceId device, bool connected) {
  for (const auto& info : parts_.kinds.all()) {
    if (!std::ranges::count(info->devices, device)) continue;
    const auto id = info->id;
    if (connected) change([id](Monitor& monitor, Instant now) { monitor.connected(id, now); });
    {
      const MutexLock lock(outbox_mutex_);
      outbox_.push_back(ConnectionChanged{id, device, connected});
    }
    report_changes();
  }
}

void MonitorService::thing_changed(ThingId id) {
  const auto* kind = parts_.kinds.kind_of(id);
  const auto info = kind ? kind->things.find(id) : nullptr;
  if (!info) return;
  // Reading the settings is part of the change: one made meanwhile would be undone.
  change([&](Monitor& monitor, Instant now) CUNKOU_REQUIRES(writer_) {
    if (auto settings = kind->settings.find(id)) {
      if (info->profile) settings->profile = info->profile->name;
      if (const auto accepted = monitor.check(*settings)) {
        kind->settings.put(*settings, now);
        monitor.apply(*settings, now);
      } else {
        parts_.failed(accepted.error().reason.en);
      }
    }
    bind(*info);
  });
}

void MonitorService::thing_removed(ThingId id) {
  change([&](Monitor& monitor, Instant now) { monitor.forget(id, {}, now); });
}

// Invariant 4. Read under `reporting_`: a later change of the alarm is then reported after this one.
void MonitorService::deliveries_changed(AlarmId id) {
  const MutexLock one_at_a_time(reporting_);
  Changes changes;
  transactions_.read([&](MonitorTransaction& transaction) {
    changes.clear();
    const auto alarm = transaction.alarms().get(id);
    if (!alarm) return;
    auto courses = courses_of({*alarm}, transaction.alarms(), transaction.deliveries());
    changes.push_back(AlarmChanged{
        *alarm, alarms::AlarmChangeKind::notified, parts_.clock.now(), std::move(courses[id]), {}});
  });
  report(changes);
}

void MonitorService::run() {
  bool locked = false;
  for (bool last = false; !last;) {
    {
      MutexLock lock(queue_mutex_);
      const auto next = std::chrono::steady_clock::now() + tick_interval;
      while (!stopping_ && !has_messages_ && lock.wait_until(wake_, next) != std::cv_status::timeout) {
      }
      last = stopping_;  // earlier messages are still processed
    }
    try {
      locked = process_queue(last && locked);  // systemd does not wait for another program's lock
    } catch (const std::exception& e) {
      parts_.failed(e.what());
    }
  }
}

// A failure is reported; process_queue() tries again by forget_missing().
void MonitorService::forget_removed(ThingId id, Instant now) {
  try {
    monitor_.forget(id, {}, now);
  } catch (const std::exception& e) {
    parts_.failed(e.what());
  }
}

bool MonitorService::forget_missing(Instant now) {
  try {
    std::set<ThingId> existing;
    for (const auto& thing : parts_.kinds.settings()) existing.insert(thing.thing);
    return monitor_.forget_others(existing, now);
  } catch (const std::exception&) {
    return false;  // what was attempted before reports the failure
  }
}

// f runs a second time if it failed for a thing that has been removed. It runs under the lock of the caller.
template <class F>
bool MonitorService::attempt(F f, Instant now, std::string& failure) CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
  for (bool again = true;; again = false) try {
      f();
      return true;
    } catch (const std::exception& e) {
      if (again && !transactions_.is_locked() && forget_missing(now)) continue;
      if (failure.empty()) failure = e.what();
      return false;
    }
}

std::vector<MonitorService::DeviceMessage> MonitorService::process_messages(
    std::vector<DeviceMessage>& messages, Instant now, std::string& failure) {
  std::vector<DeviceMessage> completed, failed;
  std::set<ThingId> waiting;
  for (auto& message : messages) {
    const bool waits = transactions_.is_locked() || waiting.contains(message.thing);
    if (!waits && attempt([&]() CUNKOU_REQUIRES(writer_) { process_message(message, now); }, now, failure)) {
      completed.push_back(std::move(message));
      continue;
    }
    waiting.insert(message.thing);
    failed.push_back(std::move(message));
  }
  messages = std::move(completed);
  return failed;
}

bool MonitorService::process_queue(bool locked) {
  std::vector<series::Reading> readings, unread;
  std::vector<DeviceMessage> messages, failed;
  {
    const MutexLock lock(queue_mutex_);
    readings.swap(readings_);
    messages.swap(messages_);
    has_messages_ = false;
  }
  std::string failure;
  change([&](Monitor& monitor, Instant now) CUNKOU_REQUIRES(writer_) {
    transactions_.begin_round(locked);
    failed = process_messages(messages, now, failure);
    for (const auto& r : readings)  // after the answers, whose effects they may show
      if (!attempt([&] { monitor.observe(r.stream, r.time, r.value, now); }, now, failure))
        unread.push_back(r);
    attempt([&]() CUNKOU_REQUIRES(writer_) { recall_missing(now); }, now, failure);
    attempt([&] { monitor.tick(now); }, now, failure);
    transactions_.end_round();
    locked = transactions_.is_locked();
  });
  for (const auto& one : messages) complete(one, {});
  for (auto& one : failed) {
    complete(one, not_kept());
    one.done = {};
  }
  {
    const MutexLock lock(queue_mutex_);
    put_back(readings_, std::move(unread), queued_max);
    put_back(messages_, std::move(failed), messages_max);
  }
  if (!failure.empty()) parts_.failed(failure);
  return locked;
}

void MonitorService::process_message(const DeviceMessage& message, Instant now) {
  std::visit([&](const auto& content) CUNKOU_REQUIRES(writer_) { process(message.thing, content, now); },
             message.content);
}

void MonitorService::process(ThingId thing, const actuation::ActuatorReport& report, Instant now) {
  if (const auto* manual = std::get_if<actuation::ManualSwitch>(&report.state))
    monitor_.observe_manual(thing, report.actuator, manual->on, report.at, now);
  else
    monitor_.observe_motion(thing, report.actuator, std::get<actuation::Motion>(report.state), report.at,
                            now);
}

void MonitorService::process(ThingId thing, const AnsweredCommand& answered, Instant now) {
  // A refusal means an answer to a command that has ended or is unknown.
  (void)monitor_.answer(thing, answered.command, answered.answer.accepted, answered.answer.reason, now);
}

void MonitorService::bind(const ThingInfo& info) {
  std::map<std::string, StreamId> streams;
  for (const auto& s : info.streams)
    if (!s.ended) streams.emplace(s.quantity, s.id);
  monitor_.rebind(info.id, streams, parts_.clock.now());
}

void MonitorService::recall(const ThingInfo& info, const ThingAdvisor& advisor, Instant now) {
  std::vector<std::pair<StreamId, series::Point>> past;
  for (const auto& s : info.streams) {
    if (!std::ranges::count(advisor.recalled_quantities(), s.quantity) && !s.reported) continue;
    const auto back = s.reported ? hours(1) : hours(24);
    for (const auto& p : parts_.series.points(s.id, {now - back, now}, 2000, true))
      past.emplace_back(s.id, p);
  }
  for (const auto& l : parts_.series.latest(ids_of(info.streams), now + devices::limits::future_max))
    past.emplace_back(l.stream, l.point);
  std::stable_sort(past.begin(), past.end(),
                   [](const auto& a, const auto& b) { return a.second.time < b.second.time; });
  for (const auto& [stream, point] : past) monitor_.recall(stream, point.time, point.value);
}

void MonitorService::recall_missing(Instant now) {
  if (now >= recalled_ && now - recalled_ < recall_interval) return;
  recalled_ = now;
  for (const auto& kind : parts_.kinds.registered())
    for (const auto& info : kind.things.all())
      if (monitor_.has_no_readings(info->id)) recall(*info, kind.advisor, now);
}

}  // namespace cunkou::monitor
