#pragma once
// For tests: one thing under a Monitor, with a scripted device, memory stores and a clock that the test sets.
// Logs every alarm, notice and command.

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/testing/memory_stores.hpp"

namespace cunkou::monitor::testing {

using Log = std::vector<std::string>;  // "12:05 air_cold raised", one line for each change or notice

inline constexpr ThingId thing{3};
inline constexpr StreamId air{11}, humidity{12}, vent_position{13}, soil{14};
inline const Actor farmer{PersonId{5}, "app"};

inline Instant at(const std::string& clock, int day = 15) {
  return parse_instant("2026-01-" + std::to_string(day) + "T" + clock + ":00+08:00").value();
}

inline std::string clock_of(Instant t) {
  const auto local = in_shanghai(t);
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", local.hour, local.minute);
  return text;
}

inline devices::Profile test_profile() {
  using devices::ActuatorKind;
  devices::Profile p;
  p.name = "greenhouse";
  p.stale_after = minutes(10);
  p.quantities.push_back({"air_temperature", {"棚温", "Air"}, "Cel", -40, 80, 0.1, minutes(1), false});
  p.quantities.push_back({"soil_moisture", {"土壤水分", "Soil"}, "%", 0, 100, 0.1, minutes(1), false});
  devices::Actuator vent;
  vent.name = "vent";
  vent.kind = ActuatorKind::vent;
  vent.on_min = seconds(1);
  vent.off_min = seconds(2);
  vent.run_max = minutes(3);
  vent.safe = devices::SafePosition{30, 0};
  devices::Actuator heater;
  heater.name = "heater";
  heater.kind = ActuatorKind::heater;
  heater.on_min = heater.off_min = minutes(3);
  heater.run_max = hours(1);
  p.actuators = {vent, heater};
  return p;
}

inline agronomy::Crop tomato() {
  agronomy::Crop c;
  c.code = "tomato";
  c.bands = {{"air_temperature", agronomy::Period::day, 20, 28, "s"},
             {"air_temperature", agronomy::Period::night, 12, 17, "s"}};
  c.limits = {{"cold_slow", {10, "s"}}, {"cold_stop", {5, "s"}}, {"freezes", {-1, "s"}}};
  c.stages = {{"fruiting", {"结果期", "Fruiting"}, 70, {}, {}}};
  return c;
}

inline rules::Rule make_rule(std::string code, std::string concern, std::string quantity, rules::Kind kind,
                             rules::LimitSource limit, rules::Severity severity, Duration hold) {
  rules::Rule r;
  r.code = std::move(code);
  r.concern = std::move(concern);
  r.quantity = std::move(quantity);
  r.kind = kind;
  r.limit = std::move(limit);
  r.severity = severity;
  r.hold = hold;
  r.hysteresis = 1;
  return r;
}

inline rules::RuleSet test_rules() {
  using From = rules::LimitSource::From;
  rules::RuleSet set;
  set.rules = {
      make_rule("air_cold", "cold", "air_temperature", rules::Kind::below,
                {From::crop_limit, 0, "cold_slow", 0}, rules::Severity::watch, minutes(15)),
      make_rule("air_cold_danger", "cold", "air_temperature", rules::Kind::below,
                {From::crop_limit, 0, "cold_stop", 0}, rules::Severity::danger, minutes(5)),
      make_rule("air_freezing", "frost", "air_temperature", rules::Kind::below,
                {From::crop_limit, 0, "freezes", 0, 0.0}, rules::Severity::danger, minutes(2)),
      make_rule("air_hot", "hot", "air_temperature", rules::Kind::above, {From::band_high, 0, "", 4},
                rules::Severity::watch, minutes(10)),
      make_rule("condensation", "wet", "dew_gap", rules::Kind::below, {From::number, 1, "", 0},
                rules::Severity::watch, minutes(30)),
      make_rule("frost_soon", "cold", "frost_minimum", rules::Kind::below,
                {From::crop_limit, 0, "freezes", 1}, rules::Severity::danger, minutes(5)),
      make_rule("silent", "silent", "any", rules::Kind::silent, {}, rules::Severity::no_data, minutes(20)),
      make_rule("silent_air", "silent", "air_temperature", rules::Kind::silent, {}, rules::Severity::no_data,
                minutes(25)),
      make_rule("stuck", "stuck", "air_temperature", rules::Kind::stuck, {From::number, 0.05, "", 0},
                rules::Severity::watch, hours(3)),
  };
  set.rules[3].period = agronomy::Period::day;
  set.rules[3].remedies = {rules::Remedy{devices::ActuatorKind::vent, 50, 0}};
  return set;
}

inline notifications::EscalationPolicy test_escalation() {
  notifications::EscalationPolicy l;
  l.steps = {{"household", {minutes(0), minutes(0), minutes(0)}},
             {"technician", {std::nullopt, minutes(60), minutes(20)}}};
  l.repeat[0] = {minutes(60), ClockSpan{22 * 60, 6 * 60}};
  l.repeat[1] = {minutes(60), {}};
  l.repeat[2] = {minutes(10), {}};
  return l;
}

struct TestPlanting {  // the details of a thing that a TestAdvisor advises
  std::string crop, stage;
};

inline MonitoredThing greenhouse(bool automatic = false) {
  MonitoredThing g;
  g.thing = thing;
  g.kind = "greenhouse";
  g.profile = "greenhouse";
  g.details = TestPlanting{"tomato", "fruiting"};
  g.automatic = automatic;
  return g;
}

// Knows one crop, and advises only on missing readings.
struct TestAdvisor : ThingAdvisor {
  agronomy::Crop known = tomato();
  const ThingSentences& sentences() const override {
    static const ThingSentences all{{"已删除", "It is gone"},
                                    {"它没有这个设备", "It has no such actuator"},
                                    {"它刚断了线", "It has just gone offline"},
                                    {"它没有及时回应", "It did not answer in time"},
                                    {"它没有报告完成", "It did not report that it is done"},
                                    {"它拒绝执行", "It refused"},
                                    {"它已经收到", "It has it already"},
                                    {"它打到了手动", "It was switched to manual"}};
    return all;
  }
  const std::vector<std::string>& recalled_quantities() const override {
    static const std::vector<std::string> all{"air_temperature", "relative_humidity"};
    return all;
  }
  Result<void> check(const MonitoredThing& settings) const override {
    const auto* planting = std::any_cast<TestPlanting>(&settings.details);
    if (planting && planting->crop != known.code)
      return invalid({"不认识这种作物", "This crop is not known"});
    return {};
  }
  agronomy::Requirements requirements(const MonitoredThing& settings, Instant now) const override {
    agronomy::Requirements in_force;
    in_force.segment = settings.day
                           ? agronomy::segment_by_clock(settings.day->from_min, settings.day->to_min, now)
                           : agronomy::segment_at(settings.site, now);
    if (const auto* planting = std::any_cast<TestPlanting>(&settings.details))
      in_force.crop = &known, in_force.stage = planting->stage;
    return in_force;
  }
  std::vector<agronomy::Band> bands(const agronomy::Requirements& in_force) const override {
    return in_force.crop ? in_force.crop->bands : std::vector<agronomy::Band>();
  }
  std::vector<Advice> advice(const Situation& in, Instant now) const override {
    if (!in.air.temperature) return {{"no_reading", {}}};
    if (now - in.air.temperature->time > in.fresh) return {{"reading_old", {}}};
    return {};
  }
};

// One delivery to the farmer for each notice.
struct TestPlanner : notifications::NotificationPlanner {
  bool has_household = true;
  std::vector<notifications::Delivery> deliveries_of(const notifications::Notice& notice,
                                                     const alarms::Alarm&,
                                                     const notifications::Addressees&) const override {
    if (notice.escalation_step == "household" && !has_household) return {};
    notifications::Delivery delivery;
    delivery.person = farmer.person;
    delivery.escalation_step = notice.escalation_step;
    delivery.created = delivery.next_attempt = notice.at;
    return {delivery};
  }
};

struct TestDevice : DeviceLink {
  std::vector<actuation::Command> sent;
  bool online = true;
  bool disconnects_on_send = false;  // reachable when asked, and gone when a command is sent
  bool is_reachable(const actuation::Command&) const override { return online; }
  bool send(const actuation::Command& command) override {
    if (!disconnects_on_send) sent.push_back(command);
    return !disconnects_on_send;
  }
};

struct MonitorFixture : TestDevice, TestPlanner {
  std::vector<devices::Profile> profiles{test_profile()};
  rules::RuleSet rule_set = test_rules();
  notifications::EscalationPolicy escalation = test_escalation();
  TestAdvisor advisor;
  MemoryTransactions transactions;
  std::map<ThingId, MonitoredThing> settings;  // as stored
  std::unique_ptr<Monitor> monitor;
  Instant now = at("12:00");

  explicit MonitorFixture(bool automatic = false) {
    settings[thing] = greenhouse(automatic);
    start();
  }

  void start() {
    if (monitor) log();
    monitor = std::make_unique<Monitor>(
        MonitorDefinitions{profiles, rule_set, escalation},
        MonitorCollaborators{transactions, {{"greenhouse", &advisor}}, *this, *this});
    std::vector<MonitoredThing> all;
    for (const auto& [id, one] : settings) all.push_back(one);
    monitor->load(all, now);
    monitor->bind(thing, "air_temperature", air);
    monitor->bind(thing, "relative_humidity", humidity);
    monitor->bind(thing, "vent_position", vent_position);
    monitor->bind(thing, "soil_moisture", soil);
  }
  Result<void> configure(const MonitoredThing& wanted) {
    CUNKOU_TRY(monitor->check(wanted));
    settings[wanted.thing] = wanted;
    monitor->apply(wanted, now);
    return {};
  }

  // What has changed since the start, or since log().clear().
  Log& log() {
    for (const auto& change : monitor->take_changes()) {
      if (const auto* alarm = std::get_if<AlarmChanged>(&change)) add_entries(*alarm);
      if (const auto* command = std::get_if<CommandChanged>(&change)) add_entry(command->course);
    }
    return entries_;
  }

  // One reading each minute, until `end`.
  template <class F>
  void run_until(Instant end, F&& minute) {
    for (; now < end; now = now + minutes(1)) {
      minute();
      monitor->tick(now);
    }
  }
  void warm_until(Instant end, double from, double to) {
    const Instant begin = now;
    run_until(end, [&] {
      const double part =
          static_cast<double>((now - begin).count()) / static_cast<double>((end - begin).count());
      monitor->observe(air, now, std::round((from + (to - from) * part) * 10) / 10, now);
    });
  }
  void silence_until(Instant end) {
    run_until(end, [] {});
  }
  Log changes_of(std::int64_t alarm) {  // from the store
    Log out;
    for (const auto& s : transactions.alarms.changes_of({AlarmId{alarm}}))
      out.push_back(clock_of(s.at) + " " + std::string(name(s.change)) + " " + s.rule + " " +
                    std::string(name(s.severity)) + rules::fill(" {value}", alarms::params_of(s)));
    return out;
  }
  View view() { return monitor->view_of(thing, now).value(); }

 private:
  void add_entries(const AlarmChanged& changed) {
    const auto time = clock_of(changed.at) + " ";
    for (const auto& notice : changed.notices)
      entries_.push_back(time + "to " + notice.escalation_step + ", " + std::string(name(notice.kind)));
    if (changed.change != alarms::AlarmChangeKind::notified)
      entries_.push_back(time + changed.alarm.rule + " " + std::string(name(changed.change)));
  }
  void add_entry(const CommandCourse& course) {
    const actuation::Command& command = course.command;
    entries_.push_back(clock_of(course.changes.back().at) + " " + command.actuator + " " +
                       std::string(name(command.action)) + " " +
                       std::string(name(course.changes.back().state)) +
                       (command.rule.empty() ? "" : " by " + command.rule));
  }
  Log entries_;
};

inline CommandRequest command_to(actuation::Action action, std::optional<double> position = {}) {
  return {thing, "vent", action, position, "热了"};
}

}  // namespace cunkou::monitor::testing
