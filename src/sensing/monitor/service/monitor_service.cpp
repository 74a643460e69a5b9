#include "sensing/monitor/service/monitor_service.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iterator>
#include <map>

#include "base/json_text.hpp"
#include "base/limits.hpp"
#include "core/journal/act.hpp"
#include "core/people/person_names.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/monitor/address_notice.hpp"
#include "sensing/monitor/greenhouse_store.hpp"
#include "sensing/monitor/monitor_json.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/rules/rule_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/thingsboard/actuator_words.hpp"
#include "sensing/thingsboard/rpc_answer.hpp"
#include "sensing/thingsboard/rpc_request.hpp"
#include "sensing/thingsboard/topics.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;

constexpr auto tick_every = std::chrono::seconds(2);
constexpr std::size_t queued_max =
    500'000;  // readings; beyond it the oldest are dropped from watching, never from series

constexpr Duration recall_every = seconds(30);
constexpr Duration watched_back = hours(1);  // what is older is history and is not queued at all
constexpr Duration hand_back = days(1);      // of the hand switch, which a device may only tell when it turns
constexpr std::size_t messages_max = 10'000;

template <class T>
void keep_newest(std::vector<T>& queue, std::size_t most) {
  if (queue.size() > most) queue.erase(queue.begin(), queue.end() - static_cast<std::ptrdiff_t>(most));
}

Error not_kept() {
  return {
      Code::unavailable,
      "设备的状态现在存不下来，请稍后再发|what the device reported of itself cannot be stored now: send it "
      "again"};
}

// What could not be taken goes before what has come since.
template <class T>
void put_back(std::vector<T>& queue, std::vector<T> done, std::size_t most) {
  done.insert(done.end(), std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
  queue = std::move(done);
  keep_newest(queue, most);
}

std::string rpc(const actuation::Command& c, Instant now) {
  return thingsboard::rpc_request({c.actuator, name(c.action), c.position, c.expires, now});
}

std::string topic_of(const actuation::Command& c) {
  return thingsboard::rpc_request_topic(std::to_string(c.id.value));
}

Stores stores_of(sql::Transaction& t) {
  return {alarms::alarm_store(t),        actuation::command_store(t),      rules::rule_store(t),
          greenhouse_store(t),           notifications::delivery_store(t), journal::journal_of(t),
          &sensorthings::entity_store(t)};
}

}  // namespace

void SqlTransactionRunner::write(const std::function<void(Stores&)>& f) {
  database_.write([&](sql::Transaction& t) {
    auto stores = stores_of(t);
    f(stores);
  });
}

void SqlTransactionRunner::read(const std::function<void(Stores&)>& f) {
  database_.read([&](sql::Transaction& t) {
    auto stores = stores_of(t);
    f(stores);
  });
}

MonitorService::MonitorService(MonitorDefinitions definitions, Parts parts)
    : definitions_(definitions),
      parts_(std::move(parts)),
      transactions_(parts_.database),
      monitor_(definitions_, transactions_, listener()) {}

MonitorService::~MonitorService() { stop(); }

MonitorListener MonitorService::listener() {
  MonitorListener listener;
  listener.alarm = [this](const alarms::Alarm& alarm, alarms::AlarmChange) { publish_alarm(alarm); };
  listener.deliveries = [this](const notifications::Notice& notice, const alarms::Alarm& alarm) {
    return deliveries_for(notice, alarm);
  };
  listener.delivery_due = [this] { parts_.delivery_due(); };
  listener.is_reachable = [this](const actuation::Command& command) { return is_reachable(command); };
  listener.send = [this](const actuation::Command& command) { return send(command); };
  listener.command = [this](const actuation::Command& command, const actuation::CommandStep&) {
    publish_command(command);
  };
  listener.actuator = [this](const actuation::ActuatorState& state) { publish_actuator(state); };
  listener.status = [this](ThingId thing, rules::ThingStatus status, Instant since) {
    publish_status(thing, status, since);
  };
  return listener;
}

void MonitorService::start() {
  {
    const std::lock_guard lock(mutex_);
    const auto now = parts_.clock.now();
    monitor_.load(now);
    const auto all = parts_.greenhouses.all();  // held: a loop over what all() returns would not hold it
    for (const auto& [id, info] : *all) {
      bind(info);
      recall(info, now);
    }
    monitor_.tick(now);
  }
  thread_ = std::thread([this] { run(); });
}

void MonitorService::stop() {
  {
    const std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  try {
    const std::lock_guard lock(mutex_);
    monitor_.keep();
  } catch (const std::exception& e) {
    parts_.failed(e.what());
  }
}

void MonitorService::observe(std::span<const series::Reading> readings) {
  const auto oldest = parts_.clock.now() - watched_back;
  const std::lock_guard lock(queue_mutex_);
  for (const auto& reading : readings)
    if (reading.time >= oldest) readings_.push_back(reading);
  keep_newest(readings_, queued_max);
}

void MonitorService::enqueue(DeviceMessage message) {
  std::unique_lock lock(queue_mutex_);
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

void MonitorService::actuator_reported(ThingId thing, std::string_view what, std::string_view value,
                                       Instant at, Completion done) {
  const auto back = what.ends_with("manual") ? hand_back : watched_back;
  DeviceMessage message{thing, std::string(what), std::string(value), {}, at, std::move(done)};
  if (parts_.clock.now() - at <= back)
    enqueue(std::move(message));
  else
    complete(message, {});
}

void MonitorService::device_answered(ThingId thing, CommandId id, std::string_view payload) {
  enqueue({thing, {}, std::string(payload), id, {}, {}});
}

void MonitorService::process_answer(const DeviceMessage& message, Instant now) {
  const auto answer = thingsboard::read_rpc_answer(message.json);
  const auto taken = monitor_.answer(message.thing, message.answers, answer.accepted, answer.reason, now);
  (void)taken;  // a late or unknown one
}

void MonitorService::device_connected(DeviceId device, bool connected) {
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all) {
    if (std::find(info.devices.begin(), info.devices.end(), device) == info.devices.end()) continue;
    if (connected) with([thing = id](Monitor& monitor, Instant now) { monitor.connected(thing, now); });
    http::LiveUpdate update;
    update.name = "device";
    update.json =
        json_text(json::object{{"id", device.value}, {"greenhouseId", id.value}, {"connected", connected}});
    update.scope = info.scope;
    update.greenhouse = id.value;
    parts_.events.publish(update);
  }
}

void MonitorService::greenhouse_changed(ThingId id) {
  parts_.greenhouses.refresh();
  const auto info = parts_.greenhouses.find(id);
  if (!info) return;
  const std::lock_guard lock(mutex_);  // around reading too: else a change made meanwhile would be undone
  std::vector<Greenhouse> all;
  transactions_.read([&](Stores& stores) { all = stores.greenhouses.all(); });
  for (const auto& greenhouse : all)
    if (greenhouse.thing == id) {
      auto completed = greenhouse;
      if (info->profile) completed.profile = info->profile->name;
      const auto done = monitor_.configure(completed, {}, parts_.clock.now());
      if (!done) parts_.failed(done.error().reason);
    }
  bind(*info);
}

void MonitorService::greenhouse_removed(ThingId id) {
  with([&](Monitor& monitor, Instant now) { monitor.forget(id, {}, now); });
  parts_.greenhouses.refresh();
}

void MonitorService::deliveries_changed(AlarmId id) {
  std::optional<alarms::Alarm> alarm;
  transactions_.read([&](Stores& s) { alarm = s.alarms.get(id); });
  if (alarm) publish_alarm(*alarm);
}

void MonitorService::run() {
  std::unique_lock lock(queue_mutex_);
  for (bool last = false; !last;) {
    wake_.wait_for(lock, tick_every, [&] { return stopping_ || has_messages_; });
    last = stopping_;  // what was heard before is still taken
    lock.unlock();
    try {
      process_queue();
    } catch (const std::exception& e) {
      parts_.failed(e.what());
    }
    lock.lock();
  }
}

void MonitorService::process_queue() {
  std::vector<series::Reading> readings, unread;
  std::vector<DeviceMessage> message, completed;
  {
    const std::lock_guard lock(queue_mutex_);
    readings.swap(readings_);
    message.swap(messages_);
    has_messages_ = false;
  }
  std::string trouble;
  const auto attempt = [&](auto&& f) {
    try {
      f();
      return true;
    } catch (const std::exception& e) {
      if (trouble.empty()) trouble = e.what();
      return false;
    }
  };
  {
    const std::lock_guard lock(mutex_);
    const auto now = parts_.clock.now();
    std::size_t taken = 0;  // in the order in which it came: what failed holds up the rest
    while (taken < message.size() && attempt([&] { process_message(message[taken], now); })) ++taken;
    const auto rest = message.begin() + static_cast<std::ptrdiff_t>(taken);
    completed.assign(std::make_move_iterator(message.begin()), std::make_move_iterator(rest));
    message.erase(message.begin(), rest);
    for (const auto& r : readings)  // after the answers, whose effects they may show
      if (!attempt([&] { monitor_.observe(r.stream, r.time, r.value, now); })) unread.push_back(r);
    attempt([&] { recall_missing(now); });
    attempt([&] { monitor_.tick(now); });
  }
  for (const auto& one : completed) complete(one, {});
  for (auto& one : message) {
    complete(one, not_kept());
    one.done = {};
  }
  {
    const std::lock_guard lock(queue_mutex_);
    put_back(readings_, std::move(unread), queued_max);
    put_back(messages_, std::move(message), messages_max);
  }
  if (!trouble.empty()) parts_.failed(trouble);
}

void MonitorService::process_message(const DeviceMessage& message, Instant now) {
  if (message.answers) return process_answer(message, now);
  const std::string_view what = message.name;
  constexpr std::string_view moving = "_moving", manual = "manual";
  if (what.ends_with(manual)) {  // "manual" is that of all, "vent_manual" that of one
    const auto actuator = what.size() > manual.size() ? what.substr(0, what.size() - manual.size() - 1) : "";
    if (const auto on = thingsboard::read_switch(message.json))
      monitor_.observe_manual(message.thing, actuator, *on, message.at, now);
  } else if (what.ends_with(moving)) {
    if (const auto word = thingsboard::read_motion(message.json))
      monitor_.observe_motion(message.thing, what.substr(0, what.size() - moving.size()),
                              actuation::parse_motion(*word), message.at, now);
  }
}

void MonitorService::bind(const GreenhouseInfo& info) {
  std::map<std::string, StreamId> streams;
  for (const auto& s : info.streams)
    if (!s.ended) streams.emplace(s.quantity, s.id);
  monitor_.rebind(info.id, streams, parts_.clock.now());
}

void MonitorService::recall(const GreenhouseInfo& info, Instant now) {
  std::vector<std::pair<StreamId, series::Point>> past;
  for (const auto& s : info.streams) {
    if (s.quantity != "air_temperature" && s.quantity != "relative_humidity" && !s.reported) continue;
    const auto back = s.reported ? hours(1) : hours(24);
    for (const auto& p : parts_.series.points(s.id, {now - back, now}, 2000, true))
      past.emplace_back(s.id, p);
  }
  std::vector<StreamId> ids;
  for (const auto& s : info.streams) ids.push_back(s.id);
  for (const auto& l : parts_.series.latest(ids, now + limits::future_max))
    past.emplace_back(l.stream, l.point);
  std::stable_sort(past.begin(), past.end(),
                   [](const auto& a, const auto& b) { return a.second.time < b.second.time; });
  for (const auto& [stream, point] : past) monitor_.recall(stream, point.time, point.value);
}

void MonitorService::recall_missing(Instant now) {
  if (now >= recalled_ && now - recalled_ < recall_every) return;
  recalled_ = now;
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (monitor_.has_no_readings(id)) recall(info, now);
}

bool MonitorService::is_reachable(const actuation::Command& command) const {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info) return false;
  const auto devices = info->moving(command.actuator);
  return std::ranges::any_of(
      devices, [&](DeviceId device) { return parts_.is_subscribed(device, topic_of(command)); });
}

bool MonitorService::send(const actuation::Command& command) {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info) return false;
  const auto payload = rpc(command, parts_.clock.now());
  const auto topic = topic_of(command);
  bool sent = false;
  for (const auto device : info->moving(command.actuator))
    sent = parts_.publish(device, topic, payload) || sent;
  return sent;
}

std::vector<notifications::Delivery> MonitorService::deliveries_for(const notifications::Notice& notice,
                                                                    const alarms::Alarm& alarm) {
  const auto info = parts_.greenhouses.find(alarm.thing);
  const auto* rule = definitions_.rules.find(alarm.rule);
  if (!info || !rule) return {};
  std::vector<notifications::Delivery> out;
  parts_.database.read(
      [&](sql::Transaction& t) { out = address_notice(t, *info, *rule, notice, alarm, parts_.clock.now()); });
  return out;
}

void MonitorService::publish_alarm(const alarms::Alarm& alarm) {
  const auto info = parts_.greenhouses.find(alarm.thing);
  if (!info || parts_.events.streams() == 0) return;
  AlarmCourse course;
  transactions_.read([&](Stores& s) { course = {s.alarms.steps(alarm.id), s.deliveries.of(alarm.id)}; });
  http::LiveUpdate update;
  update.name = "alarm";
  update.scope = info->scope;
  update.greenhouse = alarm.thing.value;
  const auto names = people::person_names(parts_.database);
  for (const auto* language : {"zh", "en"}) {
    update.language = language;
    update.json = json_text(alarm_json(alarm, info.get(), course, names, language));
    parts_.events.publish(update);
  }
}

void MonitorService::publish_command(const actuation::Command& command) {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info || parts_.events.streams() == 0) return;
  std::vector<actuation::CommandStep> steps;
  transactions_.read([&](Stores& s) { steps = s.commands.steps(command.id); });
  http::LiveUpdate update;
  update.name = "command";
  update.scope = info->scope;
  update.greenhouse = command.thing.value;
  const auto names = people::person_names(parts_.database);
  for (const auto* language : {"zh", "en"}) {
    update.language = language;
    update.json = json_text(command_json(command, steps, names, language));
    parts_.events.publish(update);
  }
}

void MonitorService::publish_actuator(const actuation::ActuatorState& state) {
  const auto info = parts_.greenhouses.find(state.thing);
  if (!info || parts_.events.streams() == 0) return;
  json::object what{{"greenhouseId", state.thing.value},
                    {"name", state.actuator},
                    {"manual", state.manual},
                    {"at", to_iso(state.position_at)}};
  what["position"] = state.position ? json::value(*state.position) : json::value(nullptr);
  what["moving"] = state.motion == actuation::Motion::still ? json::value(nullptr)
                                                            : json::value(json::string(name(state.motion)));
  http::LiveUpdate update;
  update.name = "actuator";
  update.json = json_text(what);
  update.scope = info->scope;
  update.greenhouse = state.thing.value;
  parts_.events.publish(update);
}

void MonitorService::publish_status(ThingId thing, rules::ThingStatus status, Instant since) {
  const auto info = parts_.greenhouses.find(thing);
  if (!info || parts_.events.streams() == 0) return;
  http::LiveUpdate update;
  update.name = "state";
  update.json = json_text(
      json::object{{"greenhouseId", thing.value}, {"state", name(status)}, {"since", to_iso(since)}});
  update.scope = info->scope;
  update.greenhouse = thing.value;
  parts_.events.publish(update);
}

}  // namespace cunkou::monitor
