#pragma once
// For tests: one greenhouse with the real Monitor, the shipped definitions, a fixed clock and SQLite in
// memory. Logs what people and devices observe in the words of docs/glossary.md, for the scenarios of
// tests/scenarios.

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "app/definitions.hpp"
#include "base/error.hpp"
#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/places/add_place.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/greenhouses/greenhouse.hpp"
#include "sensing/greenhouses/greenhouse_advisor.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app::testing {

enum class Device { obeys, silent, offline };  // silent: accepts commands and reports nothing

struct Given {
  Instant at;
  std::string profile = "greenhouse";
  monitor::MonitoredThing greenhouse;
  Device device = Device::silent;
  bool household = true;  // the household has a member
  std::map<std::string, double> position;
};

struct Course {  // linear course of a quantity over a time span
  double from = 0, to = 0;
};

class Village {
 public:
  Village(const Definitions& definitions, const Given& given)
      : definitions_(definitions), profile_(*definitions.profile(given.profile)), now_(given.at) {
    link_.device = given.device;
    planner_.has_household = given.household;
    planner_.farmer = &farmer_;
    configure_thing(given.greenhouse);
    start();
    for (const auto& [actuator, position] : given.position) read(actuator + "_position", position);
  }

  // What happens.

  // One reading of each a minute, from the next minute to `end`.
  void run_until(Instant end, const std::map<std::string, Course>& readings) {
    const Instant begin = now_;
    while (now_ < end) {
      now_ = std::min(end, now_ + minutes(1));
      const double part =
          static_cast<double>((now_ - begin).count()) / static_cast<double>((end - begin).count());
      for (const auto& [quantity, course] : readings)
        read(quantity, std::round((course.from + (course.to - course.from) * part) * 10) / 10);
      tick();
    }
  }
  void wait(Duration time) {
    now_ = now_ + time;
    tick();
  }
  void read(const std::string& quantity, double value) {
    read_.emplace_back(stream(quantity), now_, value);
    monitor_->observe(stream(quantity), now_, value, now_);
  }
  void acknowledge(const std::string& concern, const std::string& note) {
    for (const auto& alarm : view().alarms)
      if (alarm.concern == concern)
        return log_refusal("确认", monitor_->acknowledge(alarm.id, {farmer_, "app"}, note, now_));
    log_changes();
    add_entry(now_, "确认：没有这个告警");
  }
  void request(const monitor::CommandRequest& wanted) {
    auto command = wanted;
    command.thing = thing_;
    log_refusal(command_text(command.actuator, command.action, command.position),
                monitor_->request(command, {farmer_, "app"}, now_));
    execute_commands();
  }
  void cancel(const std::string& actuator) {
    for (const auto& [command, changes] : view().commands)
      if (command.actuator == actuator)
        log_refusal("取消", monitor_->cancel(command.id, {farmer_, "app"}, "", now_));
  }
  // The device's answer to the last command.
  void answer(bool accepted, const std::string& reason) {
    log_refusal("棚里的回答", monitor_->answer(thing_, link_.received.id, accepted, reason, now_));
  }
  void manual_switch(bool manual) { monitor_->observe_manual(thing_, "", manual, now_, now_); }
  void move(const std::string& actuator, actuation::Motion motion) {
    monitor_->observe_motion(thing_, actuator, motion, now_, now_);
  }
  void device(Device now_is) {
    const bool back = link_.device == Device::offline && now_is != Device::offline;
    link_.device = now_is;
    link_.inbox.clear();  // a device that changes state drops its pending commands
    if (back) monitor_->connected(thing_, now_);
    execute_commands();
  }
  void adjust(rules::RuleOverride own) {
    own.thing = thing_;
    log_refusal("自家设定", monitor_->adjust(own, {farmer_, "app"}, now_));
  }
  void configure(monitor::MonitoredThing greenhouse) {
    greenhouse.thing = thing_;
    greenhouse.kind = greenhouses::thing_kind;
    greenhouse.profile = profile_.name;
    const auto accepted = monitor_->check(greenhouse);
    log_refusal("大棚设定", accepted);
    if (!accepted) return;
    database_.write([&](sql::Transaction& t) { greenhouses::greenhouse_store(t).put(greenhouse); });
    monitor_->apply(greenhouse, now_);
  }
  void restart(Duration off) {
    monitor_->store_states();
    now_ = now_ + off;
    start();
  }

  // Observations.

  Instant now() const { return now_; }
  monitor::View view() const { return monitor_->view_of(thing_, now_).value(); }
  const Definitions& definitions() const { return definitions_; }
  std::optional<double> position(const std::string& actuator) const {
    for (const auto& state : view().actuators)
      if (state.actuator == actuator) return state.position;
    return {};
  }
  std::optional<double> threshold(const std::string& rule) const {
    for (const auto& view : monitor_->rules(thing_, now_))
      if (view.rule->code == rule && view.setting) return view.setting->threshold;
    return {};
  }
  // Entries since the last call.
  std::vector<std::string> story() {
    log_changes();
    last_command_ = {};
    return std::exchange(entries_, {});
  }
  std::vector<std::string> open_alarms() const {
    std::vector<std::string> all;
    for (const auto& alarm : view().alarms)
      all.push_back(label(alarm.rule) + "（" + word(alarm.severity) + "，" + word(alarm.state()) + "）");
    return all;
  }

 private:
  struct Link final : monitor::DeviceLink {
    Device device = Device::silent;
    actuation::Command received;
    std::vector<actuation::Command> inbox;  // received, not executed yet
    bool is_reachable(const actuation::Command&) const override { return device != Device::offline; }
    bool send(const actuation::Command& command) override {
      received = command;
      inbox.push_back(command);
      return true;
    }
  };
  // The farmer sees each notice on the page.
  struct Planner final : notifications::NotificationPlanner {
    bool has_household = true;
    const PersonId* farmer = nullptr;
    std::vector<notifications::Delivery> deliveries_of(const notifications::Notice& notice,
                                                       const alarms::Alarm&,
                                                       const notifications::Addressees&) const override {
      if (notice.escalation_step == "household" && !has_household) return {};
      notifications::Delivery delivery;
      delivery.person = *farmer;
      delivery.escalation_step = notice.escalation_step;
      delivery.kind = notice.kind;
      delivery.channel = "page";
      delivery.created = delivery.next_attempt = notice.at;
      return {delivery};
    }
  };

  // Words of the log.

  static std::string word(rules::Severity severity) {
    using rules::Severity;
    return severity == Severity::watch ? "留意" : severity == Severity::no_data ? "失联" : "危险";
  }
  static std::string word(alarms::AlarmState state) {
    using alarms::AlarmState;
    return state == AlarmState::raised ? "发生" : state == AlarmState::acknowledged ? "已确认" : "已解除";
  }
  static std::string word(alarms::AlarmChangeKind change) {
    using alarms::AlarmChangeKind;
    switch (change) {
      case AlarmChangeKind::raised:
        return "发生";
      case AlarmChangeKind::worsened:
        return "加重";
      case AlarmChangeKind::eased:
        return "减轻";
      case AlarmChangeKind::acknowledged:
        return "已确认";
      case AlarmChangeKind::cleared:
        return "已解除";
      case AlarmChangeKind::notified:
        return "";
    }
    return "";
  }
  static std::string word(notifications::NoticeKind kind) {
    using notifications::NoticeKind;
    return kind == NoticeKind::first ? "首次" : kind == NoticeKind::repeat ? "重复" : "升级";
  }
  static std::string word(actuation::CommandState state) {
    static const char* const words[] = {"已请求", "已发送", "棚里已收到", "正在动作", "已到位",
                                        "完成",   "失败",   "过期",       "取消"};
    return words[static_cast<std::size_t>(state)];
  }
  static std::string escalation_step(const std::string& name) {
    return name == "household" ? "户" : name == "technician" ? "技术员" : "村里";
  }
  static std::string clock(Instant t) {
    const auto local = in_shanghai(t);
    char text[16];
    std::snprintf(text, sizeof text, local.second ? "%02d:%02d:%02d" : "%02d:%02d", local.hour, local.minute,
                  local.second);
    return text;
  }
  std::string label(const std::string& rule) const {
    const auto* found = definitions_.rules.find(rule);
    return found ? found->label.zh : rule == "safe_state" ? "安全位置" : rule == "run_max" ? "联锁" : rule;
  }
  std::string command_text(const std::string& actuator, actuation::Action action,
                           std::optional<double> position) const {
    const auto* known = profile_.actuator(actuator);
    const std::string what = known ? known->label.zh : actuator;
    switch (action) {
      case actuation::Action::open:
        return what + " 打开";
      case actuation::Action::close:
        return what + " 关闭";
      case actuation::Action::stop:
        return what + " 停";
      case actuation::Action::set:
        return what + " 开到 " + std::to_string(std::lround(position.value_or(-1))) + "%";
    }
    return what;
  }

  // Logging.

  void add_entry(Instant at, const std::string& what) {
    entries_.push_back(clock(at) + " " + what);
    last_command_ = {};
  }
  template <class T>
  void log_refusal(const std::string& what, const Result<T>& result) {
    log_changes();
    if (!result) add_entry(now_, what + "：不行，" + result.error().reason.zh);
  }
  void log_changes() {
    for (const auto& change : monitor_->take_changes()) {
      if (const auto* alarm = std::get_if<monitor::AlarmChanged>(&change)) add_alarm(*alarm);
      if (const auto* command = std::get_if<monitor::CommandChanged>(&change))
        add_change(command->course.command, command->course.changes.back());
    }
  }
  void add_alarm(const monitor::AlarmChanged& changed) {
    const alarms::Alarm& alarm = changed.alarm;
    if (changed.change != alarms::AlarmChangeKind::notified)
      add_entry(changed.at, word(changed.change) + "：" + label(alarm.rule) +
                                (alarm.cleared ? "" : "（" + word(alarm.severity) + "）"));
    for (const auto& notice : changed.notices)
      if (notice.escalation_step != "household" || planner_.has_household)
        add_entry(changed.at,
                  word(notice.kind) + "通知" + escalation_step(notice.escalation_step) +
                      (notice.people_at > notice.at ? "（" + clock(notice.people_at) + " 再打扰）" : "") +
                      "：" + rules::fill(definitions_.rules.find(alarm.rule)->message.zh, params_of(alarm)));
  }
  void add_change(const actuation::Command& command, const actuation::CommandChange& change) {
    const bool continues = last_command_ == command.id && last_notified_ == change.at;
    const std::string reason = is_over(change.state) ? from_stored(change.why).zh : "";
    const auto state = word(change.state) + (reason.empty() ? "" : "（" + reason + "）");
    if (continues) {
      entries_.back() += "、" + state;
    } else {
      const auto by = command.rule.empty() ? "" : "（" + label(command.rule) + "）";
      add_entry(change.at,
                command_text(command.actuator, command.action, command.position) + by + "：" + state);
    }
    last_command_ = command.id;
    last_notified_ = change.at;
  }
  // The greenhouse and its device.

  StreamId stream(const std::string& quantity) const {
    for (std::size_t i = 0; i < profile_.quantities.size(); ++i)
      if (profile_.quantities[i].name == quantity) return StreamId{static_cast<std::int64_t>(i) + 1};
    return {};
  }
  void tick() {
    monitor_->tick(now_);
    execute_commands();
  }
  // Executes the pending commands of an obedient device.
  void execute_commands() {
    while (link_.device == Device::obeys && !link_.inbox.empty()) {
      const auto command = link_.inbox.front();
      link_.inbox.erase(link_.inbox.begin());
      (void)monitor_->answer(thing_, command.id, true, "", now_);
      const auto target = target_of(command);
      const bool motor = devices::travels(profile_.actuator(command.actuator)->kind);
      using actuation::Motion;
      if (!target)
        move(command.actuator, Motion::still);
      else if (motor)
        move(command.actuator,
             *target >= position(command.actuator).value_or(0) ? Motion::opening : Motion::closing);
      else
        move(command.actuator, *target > 0 ? Motion::opening : Motion::still);
      if (target) read(command.actuator + "_position", *target);
    }
  }

  void configure_thing(const monitor::MonitoredThing& wanted) {
    database_
        .write([&](sql::Transaction& t) -> Result<int> {
          journal::Act act{PersonId{}, "cli", now_, journal::journal_of(t)};
          places::add_place(act, places::place_store(t), {"610829000000", "吴堡县(示例)", "", {}}).value();
          places::add_place(act, places::place_store(t), {"610829101000", "辛家沟镇", "", {}}).value();
          const auto village =
              places::add_place(act, places::place_store(t), {"610829101201", "李家河村", "", {}}).value().id;
          const auto household = people::add_household(act, people::people_store(t), places::place_store(t),
                                                       {"大棚户01", village})
                                     .value()
                                     .id;
          const auto invited = people::invite_person(act, people::people_store(t), places::place_store(t),
                                                     {access::Role::farmer, {}, household, ""});
          farmer_ =
              people::accept_invitation(act, people::people_store(t),
                                        {invited.value().code, {}, "示例农户01", "13800000001", "", "zh"})
                  .value();
          thing_ = devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                       places::place_store(t), people::people_store(t), profile_,
                                       {"1号棚", village, household, {}})
                       .value()
                       .device.thing;
          auto greenhouse = wanted;
          greenhouse.thing = thing_;
          greenhouse.profile = profile_.name;
          greenhouses::greenhouse_store(t).put(greenhouse);
          return 0;
        })
        .value();
  }
  void start() {
    if (monitor_) log_changes();
    monitor_ = std::make_unique<monitor::Monitor>(
        monitor::MonitorDefinitions{definitions_.profiles, definitions_.rules, definitions_.escalation},
        monitor::MonitorCollaborators{
            transactions_, {{std::string(greenhouses::thing_kind), &advisor_}}, planner_, link_});
    const auto things =
        database_.read([](sql::Transaction& t) { return greenhouses::greenhouse_store(t).all(); });
    monitor_->load(things, now_);
    for (const auto& quantity : profile_.quantities)
      monitor_->bind(thing_, quantity.name, stream(quantity.name));
    for (const auto& [stream, time, value] : read_)
      if (now_ - time <= hours(24)) monitor_->recall(stream, time, value);
    tick();
  }

  const Definitions& definitions_;
  const devices::Profile& profile_;
  sql::Database database_ = sql::testing::repeating_database();
  monitor::SqlTransactionRunner transactions_{database_};
  PersonId farmer_;
  ThingId thing_;
  Link link_;
  Planner planner_;
  greenhouses::GreenhouseAdvisor advisor_{definitions_.crops};
  Instant now_;
  std::unique_ptr<monitor::Monitor> monitor_;
  std::vector<std::tuple<StreamId, Instant, double>> read_;
  std::vector<std::string> entries_;
  CommandId last_command_;
  Instant last_notified_;
};

}  // namespace cunkou::app::testing
