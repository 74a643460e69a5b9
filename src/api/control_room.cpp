#include "api/control_room.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iterator>
#include <map>

#include "api/address_notice.hpp"
#include "api/greenhouse_json.hpp"
#include "api/person_names.hpp"
#include "api/rpc_answer.hpp"
#include "base/json_text.hpp"
#include "base/limits.hpp"
#include "things/actuator_words.hpp"

namespace cunkou::api {
namespace {

namespace json = boost::json;

constexpr auto tick_every = std::chrono::seconds(2);
constexpr std::size_t queued_max =
    500'000;  // readings; beyond it the oldest are dropped from watching, never from series

constexpr Duration recall_every = seconds(30);
constexpr Duration watched_back = hours(1);  // what is older is history and is not queued at all
constexpr Duration hand_back = days(1);      // of the hand switch, which a device may only tell when it turns
constexpr std::size_t said_max = 10'000;

template <class T>
void keep_newest(std::vector<T>& queue, std::size_t most) {
  if (queue.size() > most) queue.erase(queue.begin(), queue.end() - static_cast<std::ptrdiff_t>(most));
}

Error not_kept() {
  return {Code::unavailable,
          "设备的状态现在存不下来，请稍后再发|what the device said of itself cannot be stored now: send it "
          "again"};
}

// What could not be taken goes before what has come since.
template <class T>
void put_back(std::vector<T>& queue, std::vector<T> kept, std::size_t most) {
  kept.insert(kept.end(), std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
  queue = std::move(kept);
  keep_newest(queue, most);
}

std::string rpc(const control::Command& c, Instant now) {
  json::object params{{"action", name(c.action)}, {"expires", to_iso(c.expires)}, {"sent", to_iso(now)}};
  if (c.position) params["position"] = *c.position;
  return json_text(json::object{{"method", c.actuator}, {"params", std::move(params)}});
}

std::string topic_of(const control::Command& c) {
  return "v1/devices/me/rpc/request/" + std::to_string(c.id.value);
}

control::Stores stores_of(sql::Stores& s) {
  return {s.alarms(), s.commands(), s.rules(), s.deliveries(), s.journal(), &s.things()};
}

}  // namespace

void SqlDesk::write(const std::function<void(control::Stores&)>& f) {
  const auto done = database_.write([&](sql::Stores& s) -> Result<void> {
    auto stores = stores_of(s);
    f(stores);
    return {};
  });
  (void)done;
}

void SqlDesk::read(const std::function<void(control::Stores&)>& f) {
  const auto done = database_.read([&](sql::Stores& s) -> Result<void> {
    auto stores = stores_of(s);
    f(stores);
    return {};
  });
  (void)done;
}

ControlRoom::ControlRoom(control::Book book, Parts parts)
    : book_(book), parts_(std::move(parts)), desk_(parts_.database), watch_(book_, desk_, ears()) {}

ControlRoom::~ControlRoom() { stop(); }

control::Ears ControlRoom::ears() {
  control::Ears ears;
  ears.alarm = [this](const control::Alarm& alarm, control::AlarmChange) { publish_alarm(alarm); };
  ears.deliveries = [this](const control::Notice& notice, const control::Alarm& alarm) {
    return deliveries_for(notice, alarm);
  };
  ears.delivery_due = [this] { parts_.delivery_due(); };
  ears.reaches = [this](const control::Command& command) { return reaches(command); };
  ears.send = [this](const control::Command& command) { return send(command); };
  ears.command = [this](const control::Command& command, const control::CommandStep&) {
    publish_command(command);
  };
  ears.actuator = [this](const control::ActuatorState& state) { publish_actuator(state); };
  ears.verdict = [this](ThingId thing, control::Verdict verdict, Instant since) {
    publish_verdict(thing, verdict, since);
  };
  return ears;
}

void ControlRoom::start() {
  {
    const std::lock_guard lock(mutex_);
    const auto now = parts_.clock.now();
    watch_.load(now);
    const auto all = parts_.greenhouses.all();  // held: a loop over what all() returns would not hold it
    for (const auto& [id, info] : *all) {
      bind(info);
      recall(info, now);
    }
    watch_.tick(now);
  }
  thread_ = std::thread([this] { run(); });
}

void ControlRoom::stop() {
  {
    const std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (!thread_.joinable()) return;
  thread_.join();
  try {
    const std::lock_guard lock(mutex_);
    watch_.keep();
  } catch (const std::exception& e) {
    parts_.failed(e.what());
  }
}

void ControlRoom::observe(std::span<const series::Reading> readings) {
  const auto oldest = parts_.clock.now() - watched_back;
  const std::lock_guard lock(queue_mutex_);
  for (const auto& reading : readings)
    if (reading.time >= oldest) readings_.push_back(reading);
  keep_newest(readings_, queued_max);
}

void ControlRoom::hear(Said said) {
  std::unique_lock lock(queue_mutex_);
  if (stopping_ || said_.size() >= said_max) {
    lock.unlock();
    return settle(said, not_kept());
  }
  said_.push_back(std::move(said));
  heard_ = true;
  lock.unlock();
  wake_.notify_one();
}

void ControlRoom::settle(const Said& said, const Result<void>& outcome) {
  if (said.kept) said.kept(outcome);
}

void ControlRoom::actuator_said(ThingId thing, std::string_view what, std::string_view value, Instant at,
                                Kept kept) {
  const auto back = what.ends_with("manual") ? hand_back : watched_back;
  Said said{thing, std::string(what), std::string(value), {}, at, std::move(kept)};
  if (parts_.clock.now() - at <= back)
    hear(std::move(said));
  else
    settle(said, {});
}

void ControlRoom::device_answered(ThingId thing, CommandId id, std::string_view payload) {
  hear({thing, {}, std::string(payload), id, {}, {}});
}

void ControlRoom::take_answer(const Said& said, Instant now) {
  const auto answer = read_rpc_answer(said.json);
  const auto taken = watch_.answer(said.thing, said.answers, answer.accepted, answer.reason, now);
  (void)taken;  // a late or unknown one
}

void ControlRoom::device_connected(DeviceId device, bool connected) {
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all) {
    if (std::find(info.devices.begin(), info.devices.end(), device) == info.devices.end()) continue;
    if (connected) with([thing = id](control::Watch& watch, Instant now) { watch.connected(thing, now); });
    http::Event event;
    event.name = "device";
    event.json =
        json_text(json::object{{"id", device.value}, {"greenhouseId", id.value}, {"connected", connected}});
    event.scope = info.scope;
    event.greenhouse = id.value;
    parts_.events.publish(event);
  }
}

void ControlRoom::greenhouse_changed(ThingId id) {
  parts_.greenhouses.refresh();
  const auto info = parts_.greenhouses.find(id);
  if (!info) return;
  const std::lock_guard lock(mutex_);  // around reading too: else a change made meanwhile would be undone
  std::vector<control::Greenhouse> all;
  desk_.read([&](control::Stores& stores) { all = stores.rules.greenhouses(); });
  for (const auto& greenhouse : all)
    if (greenhouse.thing == id) {
      auto settled = greenhouse;
      if (info->profile) settled.profile = info->profile->name;
      const auto done = watch_.settle(settled, {}, parts_.clock.now());
      if (!done) parts_.failed(done.error().reason);
    }
  bind(*info);
}

void ControlRoom::greenhouse_removed(ThingId id) {
  with([&](control::Watch& watch, Instant now) { watch.forget(id, {}, now); });
  parts_.greenhouses.refresh();
}

void ControlRoom::deliveries_changed(AlarmId id) {
  std::optional<control::Alarm> alarm;
  desk_.read([&](control::Stores& s) { alarm = s.alarms.get(id); });
  if (alarm) publish_alarm(*alarm);
}

void ControlRoom::run() {
  std::unique_lock lock(queue_mutex_);
  for (bool last = false; !last;) {
    wake_.wait_for(lock, tick_every, [&] { return stopping_ || heard_; });
    last = stopping_;  // what was heard before is still taken
    lock.unlock();
    try {
      turn();
    } catch (const std::exception& e) {
      parts_.failed(e.what());
    }
    lock.lock();
  }
}

void ControlRoom::turn() {
  std::vector<series::Reading> readings, unread;
  std::vector<Said> said, settled;
  {
    const std::lock_guard lock(queue_mutex_);
    readings.swap(readings_);
    said.swap(said_);
    heard_ = false;
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
    while (taken < said.size() && attempt([&] { take_said(said[taken], now); })) ++taken;
    const auto rest = said.begin() + static_cast<std::ptrdiff_t>(taken);
    settled.assign(std::make_move_iterator(said.begin()), std::make_move_iterator(rest));
    said.erase(said.begin(), rest);
    for (const auto& r : readings)  // after the answers, whose effects they may show
      if (!attempt([&] { watch_.observe(r.stream, r.time, r.value, now); })) unread.push_back(r);
    attempt([&] { recall_unheard(now); });
    attempt([&] { watch_.tick(now); });
  }
  for (const auto& one : settled) settle(one, {});
  for (auto& one : said) {
    settle(one, not_kept());
    one.kept = {};
  }
  {
    const std::lock_guard lock(queue_mutex_);
    put_back(readings_, std::move(unread), queued_max);
    put_back(said_, std::move(said), said_max);
  }
  if (!trouble.empty()) parts_.failed(trouble);
}

void ControlRoom::take_said(const Said& said, Instant now) {
  if (said.answers) return take_answer(said, now);
  const std::string_view what = said.name;
  constexpr std::string_view moving = "_moving", manual = "manual";
  if (what.ends_with(manual)) {  // "manual" is that of all, "vent_manual" that of one
    const auto actuator = what.size() > manual.size() ? what.substr(0, what.size() - manual.size() - 1) : "";
    if (const auto on = things::read_switch(said.json))
      watch_.observe_manual(said.thing, actuator, *on, said.at, now);
  } else if (what.ends_with(moving)) {
    if (const auto word = things::read_motion(said.json))
      watch_.observe_motion(said.thing, what.substr(0, what.size() - moving.size()),
                            control::parse_motion(*word), said.at, now);
  }
}

void ControlRoom::bind(const GreenhouseInfo& info) {
  std::map<std::string, StreamId> streams;
  for (const auto& s : info.streams)
    if (!s.ended) streams.emplace(s.quantity, s.id);
  watch_.bind_only(info.id, streams, parts_.clock.now());
}

void ControlRoom::recall(const GreenhouseInfo& info, Instant now) {
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
  for (const auto& [stream, point] : past) watch_.recall(stream, point.time, point.value);
}

void ControlRoom::recall_unheard(Instant now) {
  if (now >= recalled_ && now - recalled_ < recall_every) return;
  recalled_ = now;
  const auto all = parts_.greenhouses.all();
  for (const auto& [id, info] : *all)
    if (watch_.is_unheard(id)) recall(info, now);
}

bool ControlRoom::reaches(const control::Command& command) const {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info) return false;
  const auto devices = info->moving(command.actuator);
  return std::ranges::any_of(devices,
                             [&](DeviceId device) { return parts_.hears(device, topic_of(command)); });
}

bool ControlRoom::send(const control::Command& command) {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info) return false;
  const auto payload = rpc(command, parts_.clock.now());
  const auto topic = topic_of(command);
  bool sent = false;
  for (const auto device : info->moving(command.actuator))
    sent = parts_.publish(device, topic, payload) || sent;
  return sent;
}

std::vector<control::Delivery> ControlRoom::deliveries_for(const control::Notice& notice,
                                                           const control::Alarm& alarm) {
  const auto info = parts_.greenhouses.find(alarm.thing);
  const auto* rule = book_.rules.find(alarm.rule);
  if (!info || !rule) return {};
  std::vector<control::Delivery> out;
  const auto done = parts_.database.read([&](sql::Stores& s) -> Result<void> {
    out = address_notice(s, *info, *rule, notice, alarm, parts_.clock.now());
    return {};
  });
  (void)done;
  return out;
}

void ControlRoom::publish_alarm(const control::Alarm& alarm) {
  const auto info = parts_.greenhouses.find(alarm.thing);
  if (!info || parts_.events.streams() == 0) return;
  AlarmCourse course;
  desk_.read([&](control::Stores& s) { course = {s.alarms.steps(alarm.id), s.deliveries.of(alarm.id)}; });
  http::Event event;
  event.name = "alarm";
  event.scope = info->scope;
  event.greenhouse = alarm.thing.value;
  const auto names = person_names(parts_.database);
  for (const auto* language : {"zh", "en"}) {
    event.language = language;
    event.json = json_text(alarm_json(alarm, info.get(), course, names, language));
    parts_.events.publish(event);
  }
}

void ControlRoom::publish_command(const control::Command& command) {
  const auto info = parts_.greenhouses.find(command.thing);
  if (!info || parts_.events.streams() == 0) return;
  std::vector<control::CommandStep> steps;
  desk_.read([&](control::Stores& s) { steps = s.commands.steps(command.id); });
  http::Event event;
  event.name = "command";
  event.scope = info->scope;
  event.greenhouse = command.thing.value;
  const auto names = person_names(parts_.database);
  for (const auto* language : {"zh", "en"}) {
    event.language = language;
    event.json = json_text(command_json(command, steps, names, language));
    parts_.events.publish(event);
  }
}

void ControlRoom::publish_actuator(const control::ActuatorState& state) {
  const auto info = parts_.greenhouses.find(state.thing);
  if (!info || parts_.events.streams() == 0) return;
  json::object what{{"greenhouseId", state.thing.value},
                    {"name", state.actuator},
                    {"manual", state.manual},
                    {"at", to_iso(state.position_at)}};
  what["position"] = state.position ? json::value(*state.position) : json::value(nullptr);
  what["moving"] = state.motion == control::Motion::still ? json::value(nullptr)
                                                          : json::value(json::string(name(state.motion)));
  http::Event event;
  event.name = "actuator";
  event.json = json_text(what);
  event.scope = info->scope;
  event.greenhouse = state.thing.value;
  parts_.events.publish(event);
}

void ControlRoom::publish_verdict(ThingId thing, control::Verdict verdict, Instant since) {
  const auto info = parts_.greenhouses.find(thing);
  if (!info || parts_.events.streams() == 0) return;
  http::Event event;
  event.name = "state";
  event.json = json_text(
      json::object{{"greenhouseId", thing.value}, {"state", name(verdict)}, {"since", to_iso(since)}});
  event.scope = info->scope;
  event.greenhouse = thing.value;
  parts_.events.publish(event);
}

}  // namespace cunkou::api
