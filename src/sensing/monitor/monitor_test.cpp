#include "sensing/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sensing/monitor/testing/memory_stores.hpp"

namespace cunkou::monitor {
namespace {

using Story = std::vector<std::string>;

constexpr ThingId thing{3};
constexpr StreamId air{11}, humidity{12}, vent_position{13}, soil{14};
const By farmer{PersonId{5}, "app"};

Instant at(const std::string& clock, int day = 15) {
  return parse_instant("2026-01-" + std::to_string(day) + "T" + clock + ":00+08:00").value();
}

std::string clock_of(Instant t) {
  const auto local = in_shanghai(t);
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", local.hour, local.minute);
  return text;
}

devices::Profile profile() {
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

agronomy::Crop tomato() {
  agronomy::Crop c;
  c.code = "tomato";
  c.bands = {{"air_temperature", agronomy::Period::day, 20, 28, "s"},
             {"air_temperature", agronomy::Period::night, 12, 17, "s"}};
  c.limits = {{"cold_slow", {10, "s"}}, {"cold_stop", {5, "s"}}, {"freezes", {-1, "s"}}};
  c.stages = {{"fruiting", {"结果期", "Fruiting"}, 70, {}, {}}};
  return c;
}

rules::Rule rule(std::string code, std::string concern, std::string quantity, rules::Kind kind,
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

rules::RuleSet rules() {
  using From = rules::LimitSource::From;
  rules::RuleSet set;
  set.rules = {
      rule("air_cold", "cold", "air_temperature", rules::Kind::below, {From::crop_limit, 0, "cold_slow", 0},
           rules::Severity::watch, minutes(15)),
      rule("air_cold_danger", "cold", "air_temperature", rules::Kind::below,
           {From::crop_limit, 0, "cold_stop", 0}, rules::Severity::danger, minutes(5)),
      rule("air_freezing", "frost", "air_temperature", rules::Kind::below,
           {From::crop_limit, 0, "freezes", 0, 0.0}, rules::Severity::danger, minutes(2)),
      rule("air_hot", "hot", "air_temperature", rules::Kind::above, {From::band_high, 0, "", 4},
           rules::Severity::watch, minutes(10)),
      rule("condensation", "wet", "dew_gap", rules::Kind::below, {From::number, 1, "", 0},
           rules::Severity::watch, minutes(30)),
      rule("frost_soon", "cold", "frost_minimum", rules::Kind::below, {From::crop_limit, 0, "freezes", 1},
           rules::Severity::danger, minutes(5)),
      rule("silent", "silent", "any", rules::Kind::silent, {}, rules::Severity::lost, minutes(20)),
      rule("silent_air", "silent", "air_temperature", rules::Kind::silent, {}, rules::Severity::lost,
           minutes(25)),
      rule("stuck", "stuck", "air_temperature", rules::Kind::stuck, {From::number, 0.05, "", 0},
           rules::Severity::watch, hours(3)),
  };
  set.rules[3].period = agronomy::Period::day;
  set.rules[3].remedies = {rules::Remedy{devices::ActuatorKind::vent, 50, 0}};
  return set;
}

notifications::EscalationPolicy test_escalation() {
  notifications::EscalationPolicy l;
  l.steps = {{"household", {minutes(0), minutes(0), minutes(0)}},
             {"technician", {std::nullopt, minutes(60), minutes(20)}}};
  l.repeat[0] = {minutes(60), ClockSpan{22 * 60, 6 * 60}};
  l.repeat[1] = {minutes(60), {}};
  l.repeat[2] = {minutes(10), {}};
  return l;
}

Greenhouse greenhouse(bool automatic = false) {
  Greenhouse g;
  g.thing = thing;
  g.crop = "tomato";
  g.stage = "fruiting";
  g.automatic = automatic;
  return g;
}

// One greenhouse with a scripted device, memory stores and a clock that the test sets.
struct World {
  std::vector<devices::Profile> profiles{profile()};
  std::vector<agronomy::Crop> crops{tomato()};
  rules::RuleSet rule_set = rules();
  notifications::EscalationPolicy escalation = test_escalation();
  testing::MemoryTransactions transactions;
  Story story;
  std::vector<actuation::Command> sent;
  bool online = true;
  bool going = false;  // the device is reachable when asked, and gone when a command is sent
  bool has_household = true;
  std::unique_ptr<Monitor> monitor;
  Instant now = at("12:00");

  explicit World(bool automatic = false) {
    transactions.greenhouses.put(greenhouse(automatic));
    start();
  }
  void tell(const std::string& what) { story.push_back(clock_of(now) + " " + what); }

  void start() {
    MonitorListener listener;
    listener.alarm = [this](const alarms::Alarm& alarm, alarms::AlarmChange change) {
      if (change != alarms::AlarmChange::notified) tell(alarm.rule + " " + std::string(name(change)));
    };
    listener.deliveries = [this](const notifications::Notice& notice, const alarms::Alarm&) {
      tell("to " + notice.escalation_step + ", " + std::string(name(notice.kind)));
      if (notice.escalation_step == "household" && !has_household)
        return std::vector<notifications::Delivery>{};
      notifications::Delivery delivery;
      delivery.person = farmer.person;
      delivery.escalation_step = notice.escalation_step;
      delivery.created = delivery.next_try = notice.at;
      return std::vector<notifications::Delivery>{delivery};
    };
    listener.is_reachable = [this](const actuation::Command&) { return online; };
    listener.send = [this](const actuation::Command& command) {
      if (!going) sent.push_back(command);
      return !going;
    };
    listener.command = [this](const actuation::Command& command, const actuation::CommandStep& step) {
      tell(command.actuator + " " + std::string(name(command.action)) + " " + std::string(name(step.state)) +
           (command.rule.empty() ? "" : " by " + command.rule));
    };
    monitor = std::make_unique<Monitor>(MonitorDefinitions{profiles, crops, rule_set, escalation},
                                        transactions, std::move(listener));
    monitor->load(now);
    monitor->bind(thing, "air_temperature", air);
    monitor->bind(thing, "relative_humidity", humidity);
    monitor->bind(thing, "vent_position", vent_position);
    monitor->bind(thing, "soil_moisture", soil);
  }

  // One reading each minute, until `end`.
  template <class F>
  void live_until(Instant end, F&& minute) {
    for (; now < end; now = now + minutes(1)) {
      minute();
      monitor->tick(now);
    }
  }
  void warm_until(Instant end, double from, double to) {
    const Instant begin = now;
    live_until(end, [&] {
      const double part =
          static_cast<double>((now - begin).count()) / static_cast<double>((end - begin).count());
      monitor->observe(air, now, std::round((from + (to - from) * part) * 10) / 10, now);
    });
  }
  void silence_until(Instant end) {
    live_until(end, [] {});
  }
  Story course(std::int64_t alarm) {  // from the store
    Story out;
    for (const auto& s : transactions.alarms.steps(AlarmId{alarm}))
      out.push_back(clock_of(s.at) + " " + std::string(name(s.change)) + " " + s.rule + " " +
                    std::string(name(s.severity)) + rules::fill(" {value}", alarms::params_of(s)));
    return out;
  }
  View look() { return monitor->look(thing, now).value(); }
};

TEST(MonitorAlarms, KeepOneAlarmThroughAColdNight) {
  World w;
  w.now = at("18:00");
  w.warm_until(at("20:00"), 16, 11);
  EXPECT_TRUE(w.story.empty());
  EXPECT_EQ(w.look().status, rules::ThingStatus::normal);
  w.warm_until(at("22:00"), 11, 8);  // below the threshold from 20:43 on
  const alarms::Alarm alarm = w.look().alarms.at(0);
  EXPECT_EQ(alarm.rule, "air_cold");
  EXPECT_EQ(w.look().status, rules::ThingStatus::watch);
  w.warm_until(at("23:30"), 8, 7.5);
  EXPECT_EQ(w.story,
            (Story{"20:58 to household, first", "20:58 air_cold raised", "21:58 to household, repeat"}));
  ASSERT_TRUE(w.monitor->acknowledge(alarm.id, farmer, "盖了草帘", w.now));
  w.warm_until(at("08:00", 16), 7.5, 9.4);
  w.warm_until(at("10:00", 16), 9.4, 18);
  EXPECT_EQ(w.story,
            (Story{"20:58 to household, first", "20:58 air_cold raised", "21:58 to household, repeat",
                   "23:30 air_cold acknowledged", "08:22 air_cold cleared"}));
  EXPECT_EQ(w.look().status, rules::ThingStatus::normal);
  const alarms::Alarm kept = w.transactions.alarms.rows.at(alarm.id);
  EXPECT_EQ(kept.state(), alarms::AlarmState::cleared);
  EXPECT_EQ(kept.acknowledged_by, farmer.person);
  EXPECT_EQ(kept.evaluated.at(0).stream, air);
  EXPECT_EQ(kept.threshold, 10);
  EXPECT_EQ(w.transactions.alarms.rows.size(), 1u);
}

TEST(MonitorAlarms, WorsenInPlaceAndNotifyTheHouseholdAgain) {
  World w;
  w.now = at("01:00");
  w.warm_until(at("01:30"), 9.5, 9.5);
  EXPECT_EQ(w.story, (Story{"01:15 air_cold raised"})) << "a watch waits for the morning";
  w.warm_until(at("02:00"), 4.5, 4.5);
  w.warm_until(at("02:20"), 7, 7);
  EXPECT_EQ(w.course(1),
            (Story{"01:15 raised air_cold watch 9.5", "01:35 worsened air_cold_danger danger 4.5",
                   "02:00 eased frost_soon danger -5.7", "02:00 eased air_cold watch 7"}))
      << "kept, when it became what";
  EXPECT_EQ(w.story,
            (Story{"01:15 air_cold raised", "01:35 to household, first", "01:35 air_cold_danger worsened",
                   "01:45 to household, repeat", "01:55 to household, repeat",
                   "01:55 to technician, escalation", "02:00 frost_soon eased", "02:00 air_cold eased"}));
  EXPECT_EQ(w.transactions.alarms.rows.size(), 1u);
  EXPECT_EQ(w.look().status, rules::ThingStatus::watch);
}

TEST(MonitorAlarms, NotifyOnceWhenSeverityOscillates) {
  World w;
  w.now = at("01:00");
  w.warm_until(at("01:30"), 4, 4);
  ASSERT_TRUE(w.monitor->acknowledge(AlarmId{1}, farmer, "", w.now));
  const auto before = w.transactions.alarms.rows.at(AlarmId{1}).notices;
  for (int swing = 0; swing < 3; ++swing) {
    w.warm_until(w.now + minutes(10), 7, 7);
    w.warm_until(w.now + minutes(10), 4, 4);
  }
  EXPECT_EQ(w.look().alarms.at(0).severity, rules::Severity::danger);
  EXPECT_EQ(w.transactions.alarms.rows.at(AlarmId{1}).notices, before);
  w.warm_until(w.now + minutes(70), 7, 7);
  w.warm_until(w.now + minutes(10), 4, 4);
  EXPECT_GT(w.transactions.alarms.rows.at(AlarmId{1}).notices, before) << "an hour later it is news again";
}

TEST(MonitorAlarms, KeepHoldAndAlarmOverARestart) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:08"), 9, 9);
  w.start();
  w.warm_until(at("19:20"), 9, 9);
  EXPECT_EQ(w.story.back(), "19:15 air_cold raised");
  const auto before = w.story.size();
  w.start();
  w.warm_until(at("19:30"), 9, 9);
  EXPECT_EQ(w.story.size(), before) << "it is not raised or notified a second time";
  EXPECT_EQ(w.look().alarms.size(), 1u);
  w.warm_until(at("19:40"), 12, 12);
  EXPECT_EQ(w.story.back(), "19:30 air_cold cleared");
}

TEST(MonitorAlarms, RepeatWithThePresentValue) {
  World w;
  w.now = at("18:00");
  w.warm_until(at("18:30"), 9.4, 9.4);
  EXPECT_EQ(w.look().alarms.at(0).value, 9.4);
  w.warm_until(at("19:30"), 8.1, 8.1);
  EXPECT_EQ(w.story.back(), "19:15 to household, repeat");
  EXPECT_EQ(w.look().alarms.at(0).value, 8.1);
  EXPECT_EQ(w.look().alarms.at(0).evaluated.at(0).value, 8.1);
  w.warm_until(at("20:30"), 10.4, 10.4);
  EXPECT_EQ(w.story.back(), "20:15 to household, repeat");
  EXPECT_EQ(w.look().alarms.at(0).value, 8.1) << "above the threshold of 10, not yet over";
}

TEST(MonitorAlarms, ClearOnTheFirstReadingAfterDowntime) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  w.now = at("23:00");
  w.start();
  w.monitor->tick(w.now);
  EXPECT_EQ(w.look().alarms.size(), 1u) << "nobody has seen it recover yet";
  w.warm_until(at("23:05"), 14, 14);
  EXPECT_EQ(w.story.back(), "23:00 air_cold cleared");
}

TEST(MonitorClock, SetBackByDaysDelaysNoAlarm) {
  World w;
  w.warm_until(at("12:30"), 20, 20);
  w.now = w.now + days(3);
  w.warm_until(w.now + minutes(10), 20, 20.5);
  w.now = at("12:40");
  w.warm_until(at("12:50"), 4, 3.5);
  EXPECT_EQ(w.story.back(), "12:45 air_cold_danger raised");
  w.start();
  w.silence_until(at("12:56"));
  EXPECT_EQ(w.story.back(), "12:55 to household, repeat");
}

TEST(MonitorClock, SetBackDuringDowntimeDelaysNoRepeat) {
  World w;
  w.warm_until(at("12:30"), 20, 20);
  w.now = w.now + days(3);
  w.warm_until(w.now + minutes(10), 4, 3.5);
  const auto notified = w.story.size();
  w.now = at("12:40");
  w.start();
  w.warm_until(at("12:55"), 4, 3.5);
  EXPECT_GT(w.story.size(), notified) << "the next notice is not three days off";
}

TEST(MonitorClock, SetBackByDaysDelaysNoCommand) {
  for (const bool restarted : {false, true}) {
    World w;
    w.monitor->tick(w.now);
    w.now = w.now + days(2);
    w.monitor->tick(w.now);
    const auto opening =
        w.monitor->request({thing, "vent", rules::Action::open, {}, ""}, farmer, w.now).value();
    ASSERT_TRUE(w.monitor->answer(thing, opening.id, true, "", w.now));
    w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
    w.monitor->observe(vent_position, w.now, 100, w.now);
    ASSERT_EQ(w.look().actuators.at(0).motion, actuation::Motion::still);
    w.now = at("12:10");
    if (restarted) w.start();
    w.monitor->tick(w.now);
    w.now = w.now + seconds(3);
    w.monitor->tick(w.now);
    const auto closing = w.monitor->request({thing, "vent", rules::Action::close, {}, ""}, farmer, w.now);
    EXPECT_TRUE(closing) << closing.error().reason;
    EXPECT_LE(w.look().actuators.at(0).since, w.now);
    EXPECT_LE(w.look().actuators.at(0).position_at, w.now);
  }
}

TEST(MonitorClock, OneFutureReadingDelaysNoAlarm) {
  World w;
  w.warm_until(at("12:30"), 20, 20);
  w.monitor->observe(air, w.now + hours(9), 20, w.now);
  w.warm_until(at("12:40"), 4, 3.5);
  EXPECT_EQ(w.story.back(), "12:35 air_cold_danger raised");
}

TEST(MonitorSilence, RaisedByTickAndClearedByTheNextReading) {
  World w;
  w.warm_until(at("12:30"), 20, 22);
  w.silence_until(at("13:00"));
  EXPECT_EQ(w.story, (Story{"12:50 to household, first", "12:50 silent raised"}));
  EXPECT_EQ(w.look().status, rules::ThingStatus::lost);
  EXPECT_EQ(w.look().advice.at(0).code, "reading_old");
  w.warm_until(at("13:02"), 22, 22.1);
  EXPECT_EQ(w.story.back(), "13:00 silent cleared");
  EXPECT_EQ(w.look().status, rules::ThingStatus::normal);
}

TEST(MonitorSilence, NoAlarmWithoutAFirstReading) {
  World w;
  w.silence_until(at("18:00"));
  EXPECT_TRUE(w.story.empty());
  EXPECT_EQ(w.look().status, rules::ThingStatus::lost);
  EXPECT_EQ(w.look().advice.at(0).code, "no_reading");
}

TEST(MonitorSilence, CountsFromConfigureForANewGreenhouse) {
  World w;
  Greenhouse other = greenhouse();
  other.thing = ThingId{4};
  ASSERT_TRUE(w.monitor->configure(other, farmer, w.now));
  EXPECT_EQ(w.monitor->look(other.thing, w.now)->since, w.now);
}

TEST(MonitorSilence, RaisedAfterADayWithoutAFirstReading) {
  World w;
  w.silence_until(at("12:02", 16));
  EXPECT_EQ(w.story, (Story{"12:00 to household, first", "12:00 silent raised"}));
  w.warm_until(at("12:04", 16), 20, 20);
  EXPECT_EQ(w.story.back(), "12:02 silent cleared");
}

// A device was offline for forty minutes and sends its buffered readings.
struct Backlog : World {
  void send(int from, int to, double celsius) {
    for (int minute = from; minute <= to; ++minute)
      monitor->observe(air, at("02:00") + minutes(minute), celsius, now);
  }
  Backlog() {
    now = at("01:00");
    warm_until(at("01:20"), 20, 20);
    silence_until(at("02:00"));
    story.clear();
  }
};

TEST(MonitorLateReadings, RaiseNothingWhenTheNewestIsNormal) {
  Backlog w;
  w.send(-40, -25, 3);
  w.monitor->tick(w.now);
  w.now = w.now + seconds(2);
  w.send(-24, -12, 3);
  w.monitor->tick(w.now);
  w.now = w.now + seconds(2);
  w.send(-11, 0, 20);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.story, (Story{"02:00 silent cleared"}));
  EXPECT_EQ(w.transactions.alarms.rows.size(), 1u);
}

TEST(MonitorLateReadings, RaiseWithTheNewestReading) {
  Backlog w;
  w.send(-40, -3, 3);
  w.monitor->tick(w.now);
  EXPECT_TRUE(w.story.empty());
  w.send(-2, 0, 3);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.look().alarms.at(0).rule, "air_cold_danger");
}

TEST(MonitorLateReadings, RaiseForADeviceWithASlowClock) {
  World w;
  w.now = at("01:00");
  w.live_until(at("01:30"), [&] { w.monitor->observe(air, w.now - minutes(5), 3, w.now); });
  w.now = w.now + seconds(15);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.look().alarms.at(0).rule, "air_cold_danger");
}

TEST(MonitorLateReadings, RaiseNothingForOldHistory) {
  World w;
  for (int i = 0; i < 600; ++i) w.monitor->observe(air, at("00:00") - days(300) + minutes(i), -5, w.now);
  w.silence_until(at("13:00"));
  EXPECT_TRUE(w.story.empty());
  EXPECT_EQ(w.look().status, rules::ThingStatus::lost);
}

TEST(MonitorAlarms, CondensationNeedsTemperatureAndHumidity) {
  World w;
  w.live_until(at("12:50"), [&] { w.monitor->observe(humidity, w.now, 98, w.now); });
  EXPECT_TRUE(w.story.empty());
  w.live_until(at("13:40"), [&] {
    w.monitor->observe(humidity, w.now, 98, w.now);
    w.monitor->observe(air, w.now, w.now.ms % 2 == 0 ? 14.0 : 14.1, w.now);
  });
  EXPECT_EQ(w.story.back(), "13:20 condensation raised");
  const alarms::Alarm alarm = w.look().alarms.at(0);
  ASSERT_EQ(alarm.evaluated.size(), 2u);
  EXPECT_EQ(alarm.evaluated[0].stream, air);
  EXPECT_EQ(alarm.evaluated[1].stream, humidity);
}

TEST(MonitorRules, ExplainTheEvaluatedReadingAndItsAge) {
  World w;
  w.warm_until(at("12:05"), 21, 21.4);
  w.now = w.now + minutes(2);
  for (const auto& view : w.monitor->rules(thing, w.now)) {
    if (view.rule->code != "air_cold") continue;
    EXPECT_EQ(view.explanation.basis, rules::Basis::judged);
    ASSERT_EQ(view.explanation.evaluated.size(), 1u);
    EXPECT_EQ(view.explanation.evaluated[0].stream, air);
    EXPECT_EQ(view.explanation.evaluated[0].age, minutes(3));
    EXPECT_EQ(view.setting->threshold, 10);
    return;
  }
  FAIL();
}

TEST(MonitorRules, ApplyAnOverrideAtOnceAndAfterARestart) {
  World w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 14;
  own.hold = minutes(2);
  ASSERT_TRUE(w.monitor->adjust(own, farmer, w.now));
  w.start();
  w.now = at("19:00");
  w.warm_until(at("19:05"), 13.5, 13.5);
  EXPECT_EQ(w.story.back(), "19:02 air_cold raised");
  w.monitor->reset_rule(thing, "air_cold", farmer, w.now);
  w.warm_until(at("19:10"), 13.5, 13.5);
  EXPECT_EQ(w.story.back(), "19:05 air_cold cleared");
  own.clear = 13;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid);
}

TEST(MonitorRules, RefuseAThresholdOutsideThePlausibleRange) {
  World w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold_danger";
  for (const double impossible : {-200.0, -40.1, 80.1}) {
    own.threshold = impossible;
    EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid) << impossible;
  }
  own.threshold = -40;
  EXPECT_TRUE(w.monitor->adjust(own, farmer, w.now));
  own.rule = "stuck";
  own.threshold = -1;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid);
}

// The gateway is down: deliveries stay waiting.
TEST(MonitorNotices, ReplaceAWaitingDeliveryByTheNext) {
  World w;
  w.now = at("01:00");
  w.warm_until(at("02:10"), 4, 4);
  std::map<std::string, int> waiting;
  int replaced = 0;
  for (const auto& [id, delivery] : w.transactions.deliveries.rows) {
    if (delivery.state == notifications::DeliveryState::waiting)
      ++waiting[delivery.escalation_step];
    else
      replaced += delivery.error.starts_with("已由新的通知代替");
  }
  EXPECT_GT(w.transactions.alarms.rows.begin()->second.notices, 5);
  EXPECT_GT(replaced, 4);
  for (const auto& [rung, count] : waiting) EXPECT_EQ(count, 1) << rung;
}

TEST(MonitorRules, RefuseOppositeThresholdsThatOverlap) {
  World w;
  rules::RuleOverride own;
  own.thing = thing;
  own.rule = "air_cold";
  own.threshold = 50;
  EXPECT_EQ(w.monitor->adjust(own, farmer, w.now).error().code, Code::invalid) << "too hot is above 32";
  own.threshold = 15;
  EXPECT_TRUE(w.monitor->adjust(own, farmer, w.now));
}

TEST(MonitorRules, ClearTheAlarmWhenSwitchedOff) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_cold";
  off.enabled = false;
  ASSERT_TRUE(w.monitor->adjust(off, farmer, w.now));
  EXPECT_EQ(w.story.back(), "19:20 air_cold cleared");
  EXPECT_EQ(w.transactions.alarms.rows.begin()->second.cleared_why, "switched_off");
}

TEST(MonitorNotices, WithdrawDeliveriesOnAcknowledge) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  EXPECT_EQ(w.transactions.deliveries.due(w.now, 10).size(), 1u);
  ASSERT_TRUE(w.monitor->acknowledge(AlarmId{1}, farmer, "", w.now));
  EXPECT_TRUE(w.transactions.deliveries.due(w.now, 10).empty());
  EXPECT_EQ(w.monitor->acknowledge(AlarmId{1}, farmer, "", w.now).error().code, Code::conflict);
  EXPECT_EQ(w.monitor->acknowledge(AlarmId{9}, farmer, "", w.now).error().code, Code::not_found);
  EXPECT_EQ(w.transactions.journal.entries.back().verb, "acknowledge_alarm");
  EXPECT_EQ(w.transactions.journal.entries.back().who, farmer.person);
}

TEST(MonitorNotices, PassAnEmptyStepToTheNext) {
  World w;
  w.has_household = false;
  w.now = at("19:00");
  w.warm_until(at("19:16"), 9, 9);
  EXPECT_EQ(w.story,
            (Story{"19:15 to household, first", "19:15 to technician, escalation", "19:15 air_cold raised"}))
      << "a watch too";
  ASSERT_EQ(w.transactions.deliveries.rows.size(), 1u);
  EXPECT_EQ(w.transactions.deliveries.rows.begin()->second.escalation_step, "technician");
}

TEST(MonitorNotices, WaitOnlyForTheQuietHoursOfTheHousehold) {
  World w;
  Greenhouse g = greenhouse();
  g.quiet = ClockSpan{11 * 60, 15 * 60};
  w.escalation.repeat[1].quiet = ClockSpan{22 * 60, 6 * 60};
  ASSERT_TRUE(w.monitor->configure(g, farmer, w.now));
  w.warm_until(at("12:10"), 20, 21);
  w.silence_until(at("13:40"));
  EXPECT_EQ(w.story,
            (Story{"12:30 to household, first", "12:30 silent raised", "13:30 to technician, escalation"}));
  const auto& rows = w.transactions.deliveries.rows;
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows.at(notifications::DeliveryId{1}).next_try, at("15:00"));
  EXPECT_EQ(clock_of(rows.at(notifications::DeliveryId{2}).next_try), "13:30");
}

TEST(MonitorTransactions, AFailureLosesNoAlarm) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:14"), 9, 9);
  w.transactions.broken = true;
  w.now = at("19:15");
  EXPECT_THROW(w.monitor->observe(air, w.now, 9, w.now), std::runtime_error);
  ASSERT_EQ(w.look().alarms.size(), 1u) << "shown, though not stored";
  EXPECT_FALSE(w.look().alarms.at(0).id);
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->status(thing), rules::ThingStatus::watch);
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  EXPECT_EQ(w.story.back(), "19:15 air_cold raised");
  ASSERT_EQ(w.look().alarms.size(), 1u);
  EXPECT_TRUE(w.look().alarms.at(0).id);
}

TEST(MonitorTransactions, AFailureKeepsTheHoldOfABatch) {
  World w;
  w.now = at("19:20");
  w.transactions.broken = true;
  for (int minute = 13; minute < 20; ++minute) try {
      w.monitor->observe(air, at("19:00") + minutes(minute), 4, w.now);
    } catch (const std::runtime_error&) {
    }
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->status(thing), rules::ThingStatus::danger);
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  EXPECT_EQ(w.story.back(), "19:20 air_cold_danger raised");
}

TEST(MonitorTransactions, AFailureDoesNotStopOtherGreenhouses) {
  World w;
  Greenhouse other = greenhouse();
  other.thing = ThingId{4};
  ASSERT_TRUE(w.monitor->configure(other, farmer, w.now));
  w.monitor->bind(other.thing, "air_temperature", StreamId{21});
  w.now = at("19:00");
  const auto cold = [&] {
    for (const auto stream : {air, StreamId{21}}) try {
        w.monitor->observe(stream, w.now, 9, w.now);
      } catch (const std::runtime_error&) {
      }
  };
  w.live_until(at("19:15"), cold);
  w.transactions.broken = true;
  EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_EQ(w.monitor->status(thing), rules::ThingStatus::watch);
  EXPECT_EQ(w.monitor->status(other.thing), rules::ThingStatus::watch);
  w.monitor->observe(air, w.now + seconds(30), 15, w.now + seconds(30));
  EXPECT_TRUE(w.look().alarms.empty()) << "over before it could be stored";
}

CommandRequest ask(rules::Action action, std::optional<double> position = {}) {
  return {thing, "vent", action, position, "热了"};
}

TEST(MonitorCommands, AdvanceFromRequestedToDone) {
  World w;
  const auto command = w.monitor->request(ask(rules::Action::set, 50), farmer, w.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::sent);
  EXPECT_EQ(w.sent.size(), 1u);
  EXPECT_EQ(w.monitor->answer(ThingId{99}, command.id, true, "", w.now).error().code, Code::not_found)
      << "another greenhouse's device";
  ASSERT_TRUE(w.monitor->answer(thing, command.id, true, "", w.now));
  w.now = w.now + seconds(5);
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  w.monitor->observe(vent_position, w.now, 20, w.now);
  w.now = w.now + seconds(25);
  w.monitor->observe(vent_position, w.now, 49, w.now);
  EXPECT_EQ(w.story, (Story{"12:00 vent set requested", "12:00 vent set sent", "12:00 vent set acknowledged",
                            "12:00 vent set running", "12:00 vent set confirmed", "12:00 vent set done"}));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::still);
  const auto steps = w.transactions.commands.steps(command.id);
  ASSERT_EQ(steps.size(), 6u);
  EXPECT_EQ(steps[0].person, farmer.person);
  EXPECT_EQ(steps[0].why, "热了");
}

TEST(MonitorCommands, SendOnceWhenTransactionsFail) {
  World w;
  w.online = false;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.online = true;
  w.transactions.broken = true;
  for (int tries = 0; tries < 3; ++tries) EXPECT_THROW(w.monitor->tick(w.now), std::runtime_error);
  EXPECT_TRUE(w.sent.empty()) << "nothing is moved of which there would be no record";
  w.transactions.broken = false;
  w.monitor->tick(w.now);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), 1u);
}

TEST(MonitorCommands, FailWhenTheDeviceHasJustDisconnected) {
  World w;
  w.going = true;
  const auto command = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  EXPECT_EQ(command.state, actuation::CommandState::failed);
  EXPECT_NE(command.reason.find("断了线"), std::string::npos);
  w.going = false;
  w.silence_until(at("12:05"));
  EXPECT_TRUE(w.sent.empty());
  EXPECT_TRUE(w.monitor->request(ask(rules::Action::close), farmer, w.now)) << "it never moved";
}

TEST(MonitorCommands, ExpireWithoutAnAnswer) {
  World w;
  const auto command = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  w.silence_until(at("12:03"));
  EXPECT_EQ(w.story.back(), "12:02 vent open expired");
  EXPECT_EQ(w.monitor->answer(thing, command.id, true, "", w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, AssumeMotionAfterExpiry) {
  World w;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.silence_until(at("12:03"));
  ASSERT_EQ(w.story.back(), "12:02 vent open expired");
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening) << "nobody has seen it stop";
  EXPECT_EQ(w.monitor->request(ask(rules::Action::close), farmer, w.now).error().code, Code::conflict);
  w.silence_until(at("12:04"));
  EXPECT_EQ(w.story.back(), "12:03 vent stop sent by run_max");
  w.silence_until(at("12:20"));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening)
      << "the stop was not answered either";
  w.silence_until(at("12:40"));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
  EXPECT_TRUE(w.monitor->request(ask(rules::Action::close), farmer, w.now));
}

TEST(MonitorCommands, RetryStopSoonAfterManualControlEnds) {
  World w;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  w.silence_until(at("12:30"));
  w.monitor->observe_manual(thing, "vent", false, w.now, w.now);
  const auto sent = w.sent.size();
  w.silence_until(at("12:40"));
  EXPECT_GE(w.sent.size(), sent + 3) << "what the switch kept from going out was no try in vain";
}

TEST(MonitorCommands, ARefusalKeepsTheRunningMotion) {
  World w;
  const auto opening = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, opening.id, true, "", w.now));
  w.now = w.now + seconds(5);
  const auto again = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, again.id, false, "", w.now));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening);
  w.now = w.now + seconds(5);
  EXPECT_EQ(w.monitor->request(ask(rules::Action::close), farmer, w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, AFailedSendKeepsTheRunningMotion) {
  World w;
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  w.going = true;
  ASSERT_EQ(w.monitor->request(ask(rules::Action::open), farmer, w.now).value().state,
            actuation::CommandState::failed);
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening);
}

TEST(MonitorCommands, ARefusalAfterARestartKeepsTheAssumedMotion) {
  World w;
  w.monitor->observe_motion(thing, "vent", actuation::Motion::opening, w.now, w.now);
  const auto again = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  ASSERT_EQ(again.state, actuation::CommandState::sent);
  w.start();
  ASSERT_TRUE(w.monitor->answer(thing, again.id, false, "", w.now));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening);
  w.silence_until(at("12:40"));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::still) << "nothing runs for so long";
}

TEST(MonitorCommands, RepeatStopUntilItIsAnswered) {
  World w;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  const auto stop = w.monitor->request(ask(rules::Action::stop), farmer, w.now).value();
  const auto sent = w.sent.size();
  for (int i = 0; i < 3; ++i) w.now = w.now + seconds(6), w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), sent + 3);
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::opening);
  ASSERT_TRUE(w.monitor->answer(thing, stop.id, true, "", w.now));
  EXPECT_EQ(w.look().actuators.at(0).motion, actuation::Motion::still);
  w.now = w.now + seconds(6);
  w.monitor->tick(w.now);
  EXPECT_EQ(w.sent.size(), sent + 3);
}

TEST(MonitorCommands, RefuseSetWhileThePositionIsUnknown) {
  World w;
  w.monitor->observe(vent_position, w.now, 30, w.now);
  w.now = w.now + seconds(5);
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.now = w.now + seconds(30);
  auto set = ask(rules::Action::set);
  set.position = 60;
  EXPECT_EQ(w.monitor->request(set, farmer, w.now).error().code, Code::conflict) << "it may be at 80 by now";
  w.monitor->observe(vent_position, w.now, 40, w.now);
  EXPECT_TRUE(w.monitor->request(set, farmer, w.now));
}

TEST(MonitorConfigure, AnotherProfileKeepsTheManualSwitch) {
  World w;
  auto other = profile();
  other.name = "other";
  w.profiles.push_back(other);
  w.start();
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  auto moved = greenhouse(false);
  moved.profile = "other";
  ASSERT_TRUE(w.monitor->configure(moved, farmer, w.now));
  EXPECT_TRUE(w.look().actuators.at(0).manual);
  EXPECT_EQ(w.monitor->request(ask(rules::Action::open), farmer, w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, AcceptAReportedStopAfterExpiry) {
  World w;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.silence_until(at("12:03"));
  w.monitor->observe_motion(thing, "vent", actuation::Motion::still, w.now, w.now);
  w.now = w.now + seconds(3);
  EXPECT_TRUE(w.monitor->request(ask(rules::Action::close), farmer, w.now));
}

TEST(MonitorRebind, ARemovedStreamClearsItsAlarmAndRaisesNone) {
  World w;
  w.warm_until(at("12:20"), 9, 9);
  ASSERT_EQ(w.look().alarms.size(), 1u);
  w.monitor->rebind(thing, {{"vent_position", vent_position}}, w.now);
  EXPECT_EQ(w.story.back(), "12:20 air_cold cleared");
  w.monitor->observe(air, w.now, 3, w.now);
  w.monitor->rebind(thing, {}, w.now);
  w.silence_until(at("13:00", 17));
  EXPECT_TRUE(w.look().alarms.empty());
  EXPECT_EQ(w.story.back(), "12:20 air_cold cleared");
}

TEST(MonitorRebind, IgnoresTheReplacedStream) {
  World w;
  constexpr StreamId other{21};
  w.warm_until(at("12:20"), 20, 20);
  w.monitor->rebind(thing, {{"air_temperature", other}}, w.now);
  w.live_until(at("12:40"), [&] {
    w.monitor->observe(other, w.now, 21 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now);
    w.monitor->observe(air, w.now, 2, w.now);
  });
  EXPECT_TRUE(w.story.empty());
}

TEST(MonitorObserve, IgnoresAnOldManualReport) {
  World w;
  w.monitor->observe_manual(thing, "vent", true, w.now, w.now);
  w.monitor->observe_manual(thing, "vent", false, w.now - hours(1), w.now);
  EXPECT_TRUE(w.look().actuators.at(0).manual);
  w.monitor->observe_manual(thing, "vent", false, w.now + seconds(1), w.now + seconds(1));
  EXPECT_FALSE(w.look().actuators.at(0).manual);
}

TEST(MonitorCommands, EndWithoutAFinalReport) {
  World w;
  const auto command = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  ASSERT_TRUE(w.monitor->answer(thing, command.id, true, "", w.now));
  w.silence_until(at("12:10"));
  EXPECT_TRUE(actuation::is_over(w.transactions.commands.rows.at(command.id).state));
}

TEST(MonitorCommands, CancelOnlyWhileWaiting) {
  World w;
  w.online = false;
  const auto waiting = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  EXPECT_EQ(w.monitor->cancel(waiting.id, farmer, "", w.now)->state, actuation::CommandState::cancelled);
  w.online = true;
  const auto gone = w.monitor->request(ask(rules::Action::open), farmer, w.now).value();
  EXPECT_EQ(w.monitor->cancel(gone.id, farmer, "", w.now).error().code, Code::conflict);
}

TEST(MonitorCommands, RefuseAnUnknownThingOrActuator) {
  World w;
  EXPECT_EQ(
      w.monitor->request({ThingId{99}, "vent", rules::Action::open, {}, ""}, farmer, w.now).error().code,
      Code::not_found);
  EXPECT_EQ(w.monitor->request({thing, "door", rules::Action::open, {}, ""}, farmer, w.now).error().code,
            Code::not_found);
  EXPECT_EQ(w.monitor->request(ask(rules::Action::set), farmer, w.now).error().code, Code::invalid);
}

// The vent carries out commands at once.
void obey(World& w) {
  if (w.sent.empty()) return;
  const actuation::Command command = w.sent.back();
  w.sent.clear();
  (void)w.monitor->answer(thing, command.id, true, "", w.now);
  if (const auto target = actuation::target_of(command))
    w.monitor->observe(vent_position, w.now, *target, w.now);
}

Story commands_of(const World& w) {
  Story all;
  for (const auto& line : w.story)
    if (line.ends_with("requested by air_hot") || line.ends_with("requested by safe_state"))
      all.push_back(line);
  return all;
}

void swelter_until(World& w, Instant end) {
  w.live_until(end, [&] {
    w.monitor->observe(air, w.now, 33 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now), obey(w);
  });
}

TEST(MonitorAutomatic, RevertsWhenTheRuleIsSwitchedOff) {
  World w(true);
  swelter_until(w, at("12:20"));
  ASSERT_EQ(w.look().actuators.at(0).position, 50);
  rules::RuleOverride off;
  off.thing = thing;
  off.rule = "air_hot";
  off.enabled = false;
  ASSERT_TRUE(w.monitor->adjust(off, farmer, w.now));
  swelter_until(w, at("12:30"));
  EXPECT_EQ(w.look().actuators.at(0).position, 0);
  w.monitor->observe(vent_position, w.now, 70, w.now);  // operated by hand
  swelter_until(w, at("12:40"));
  EXPECT_EQ(w.look().actuators.at(0).position, 70) << "once";
}

TEST(MonitorAutomatic, RevertsWhenTheCropChanges) {
  World w(true);
  swelter_until(w, at("12:20"));
  Greenhouse bare = greenhouse(true);
  bare.crop = bare.stage = "";
  ASSERT_TRUE(w.monitor->configure(bare, farmer, w.now));
  swelter_until(w, at("12:30"));
  EXPECT_EQ(w.look().actuators.at(0).position, 0);
}

TEST(MonitorAutomatic, SwitchedOffRevertsOnRecovery) {
  World w(true);
  swelter_until(w, at("12:20"));
  ASSERT_TRUE(w.monitor->configure(greenhouse(false), farmer, w.now));
  swelter_until(w, at("12:30"));
  EXPECT_EQ(w.look().actuators.at(0).position, 50) << "it is still hot";
  w.live_until(at("12:50"), [&] {
    w.monitor->observe(air, w.now, 26 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now), obey(w);
  });
  EXPECT_EQ(w.look().actuators.at(0).position, 0);
  swelter_until(w, at("13:20"));
  EXPECT_EQ(w.look().actuators.at(0).position, 0) << "nothing new is begun";
}

TEST(MonitorAutomatic, SwitchedOffSendsNothing) {
  World w(false);
  w.warm_until(at("12:40"), 35, 36);
  EXPECT_TRUE(w.sent.empty());
}

TEST(MonitorAutomatic, PausesAfterACommandByAPerson) {
  World w(true);
  w.monitor->observe(vent_position, w.now, 0, w.now);
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::set, 10), farmer, w.now));
  obey(w);
  const auto swelter = [&] {
    w.monitor->observe(air, w.now, 34 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now), obey(w);
  };
  w.live_until(at("12:29"), swelter);
  EXPECT_TRUE(commands_of(w).empty());
  w.live_until(at("12:40"), swelter);
  EXPECT_EQ(commands_of(w), (Story{"12:30 vent set requested by air_hot"}));
}

TEST(MonitorAutomatic, IgnoresStaleReadings) {
  World w(true);
  rules::RuleOverride slow;
  slow.thing = thing;
  slow.rule = "air_hot";
  slow.hold = minutes(15);
  ASSERT_TRUE(w.monitor->adjust(slow, farmer, w.now));
  w.monitor->observe(vent_position, w.now, 30, w.now);  // the safe position by day
  w.warm_until(at("12:01"), 34, 35);
  w.silence_until(at("12:18"));
  EXPECT_EQ(w.story.back(), "12:15 air_hot raised");
  EXPECT_TRUE(w.sent.empty()) << "it is notified, but nothing is moved by an old value";
}

TEST(MonitorAutomatic, RetriesWithGrowingPauses) {
  World w(true);
  w.online = false;
  w.live_until(at("13:10"), [&] {
    w.monitor->observe(air, w.now, 35 + 0.1 * static_cast<double>(w.now.ms / 60'000 % 2), w.now);
  });
  EXPECT_GE(commands_of(w).size(), 3u);
  EXPECT_LE(commands_of(w).size(), 6u);
}

TEST(MonitorConfigure, RefusesUnknownCropStageAndProfile) {
  World w;
  Greenhouse g = greenhouse();
  g.crop = "banana";
  EXPECT_EQ(w.monitor->configure(g, farmer, w.now).error().code, Code::invalid);
  g = greenhouse();
  g.stage = "winter";
  EXPECT_FALSE(w.monitor->configure(g, farmer, w.now));
  g = greenhouse();
  g.profile = "barn";
  EXPECT_FALSE(w.monitor->configure(g, farmer, w.now));
}

TEST(MonitorConfigure, MonitorsANewGreenhouseAtOnce) {
  World w;
  Greenhouse g = greenhouse();
  g.thing = ThingId{4};
  ASSERT_TRUE(w.monitor->configure(g, farmer, w.now));
  w.monitor->bind(ThingId{4}, "air_temperature", StreamId{21});
  w.monitor->observe(StreamId{21}, w.now, 21, w.now);
  EXPECT_EQ(w.monitor->look(ThingId{4}, w.now)->status, rules::ThingStatus::normal);
  EXPECT_EQ(w.transactions.greenhouses.all().size(), 2u);
}

TEST(MonitorConfigure, AnotherCropClearsAlarmsOfItsRules) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  Greenhouse bare = greenhouse();
  bare.crop = bare.stage = "";
  ASSERT_TRUE(w.monitor->configure(bare, farmer, w.now));
  EXPECT_EQ(w.story.back(), "19:20 air_cold cleared");
}

TEST(MonitorForget, EndsAlarmsAndCommands) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:20"), 9, 9);
  w.online = false;
  ASSERT_TRUE(w.monitor->request(ask(rules::Action::open), farmer, w.now));
  w.monitor->forget(thing, farmer, w.now);
  EXPECT_TRUE(w.transactions.alarms.open().empty());
  EXPECT_TRUE(w.transactions.commands.open().empty());
  EXPECT_TRUE(w.transactions.greenhouses.all().empty());
  w.monitor->observe(air, w.now, 9, w.now);
  EXPECT_FALSE(w.monitor->look(thing, w.now));
}

TEST(MonitorObserve, ALateReadingChangesNothing) {
  World w;
  w.now = at("19:00");
  w.warm_until(at("19:30"), 15, 15.5);
  for (int i = 0; i < 30; ++i) w.monitor->observe(air, at("18:00") + minutes(i), 5, w.now);
  EXPECT_TRUE(w.story.empty());
  EXPECT_NEAR(w.look().climate.temperature->value, 15.5, 0.1);
}

TEST(MonitorTransactions, WritesLittleWithoutTransitions) {
  World w;
  w.warm_until(at("14:00"), 20, 24);
  EXPECT_LE(w.transactions.rules.puts, 30) << "two hours of readings";
}

}  // namespace
}  // namespace cunkou::monitor
