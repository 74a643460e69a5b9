#pragma once
// For tests: the stores of the Monitor in memory. MemoryTransactions outlives a Monitor, as a database does.

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sensing/monitor/monitor.hpp"

namespace cunkou::monitor::testing {

struct MemoryAlarms : alarms::AlarmStore {
  std::map<AlarmId, alarms::Alarm> rows;
  AlarmId put(const alarms::Alarm& alarm) override {
    alarms::Alarm row = alarm;
    if (!row.id) row.id = AlarmId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    return row.id;
  }
  std::vector<alarms::AlarmStep> log;
  void add_step(const alarms::AlarmStep& step) override { log.push_back(step); }
  std::vector<alarms::AlarmStep> steps(AlarmId id) override {
    std::vector<alarms::AlarmStep> all;
    for (const auto& step : log)
      if (step.alarm == id) all.push_back(step);
    return all;
  }
  std::optional<alarms::Alarm> get(AlarmId id) override {
    const auto found = rows.find(id);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<alarms::Alarm> open() override {
    std::vector<alarms::Alarm> all;
    for (const auto& [id, row] : rows)
      if (!row.cleared) all.push_back(row);
    return all;
  }
  alarms::AlarmPage list(const alarms::AlarmQuery& query) override {
    alarms::AlarmPage page;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      if (query.open_only && row->second.cleared) continue;
      if (!query.things.empty() && !std::ranges::count(query.things, row->second.thing)) continue;
      if (query.from && row->second.raised < *query.from) continue;
      if (query.to && row->second.raised >= *query.to) continue;
      ++page.count;
      if (page.count > static_cast<std::int64_t>(query.skip) && page.alarms.size() < query.top)
        page.alarms.push_back(row->second);
    }
    return page;
  }
};

struct MemoryCommands : actuation::CommandStore {
  std::map<CommandId, actuation::Command> rows;
  std::vector<actuation::CommandStep> log;
  std::map<std::pair<ThingId, std::string>, actuation::ActuatorState> states;
  CommandId put(const actuation::Command& command, const actuation::CommandStep& step) override {
    actuation::Command row = command;
    if (!row.id) row.id = CommandId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    log.push_back(step);
    log.back().command = row.id;
    return row.id;
  }
  std::optional<actuation::Command> get(CommandId id) override {
    const auto found = rows.find(id);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<actuation::Command> open() override {
    std::vector<actuation::Command> all;
    for (const auto& [id, row] : rows)
      if (!actuation::is_over(row.state)) all.push_back(row);
    return all;
  }
  std::vector<actuation::Command> list(ThingId thing, std::size_t top) override {
    std::vector<actuation::Command> all;
    for (auto row = rows.rbegin(); row != rows.rend() && all.size() < top; ++row)
      if (row->second.thing == thing) all.push_back(row->second);
    return all;
  }
  std::vector<actuation::Command> list(ThingId thing, Instant from, Instant to, std::size_t top) override {
    auto all = list(thing, rows.size());
    std::erase_if(all, [&](const actuation::Command& c) { return c.requested < from || c.requested >= to; });
    if (all.size() > top) all.resize(top);
    return all;
  }
  std::vector<actuation::CommandStep> steps(CommandId id) override {
    std::vector<actuation::CommandStep> all;
    for (const auto& step : log)
      if (step.command == id) all.push_back(step);
    return all;
  }
  std::vector<actuation::ActuatorState> actuators() override {
    std::vector<actuation::ActuatorState> all;
    for (const auto& [key, state] : states) all.push_back(state);
    return all;
  }
  void put_actuator(const actuation::ActuatorState& state) override {
    states[{state.thing, state.actuator}] = state;
  }
  void forget_actuators(ThingId thing) override {
    std::erase_if(states, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryRules : rules::RuleStore {
  std::map<std::pair<ThingId, std::string>, rules::RuleState> kept;
  std::map<std::pair<ThingId, std::string>, rules::RuleOverride> own;
  int puts = 0;
  std::vector<rules::RuleState> states() override {
    std::vector<rules::RuleState> all;
    for (const auto& [key, state] : kept) all.push_back(state);
    return all;
  }
  void put_states(std::span<const rules::RuleState> states) override {
    ++puts;
    for (const auto& state : states) kept[{state.thing, state.rule}] = state;
  }
  std::vector<rules::RuleOverride> overrides() override {
    std::vector<rules::RuleOverride> all;
    for (const auto& [key, o] : own) all.push_back(o);
    return all;
  }
  void put_override(const rules::RuleOverride& o) override { own[{o.thing, o.rule}] = o; }
  void remove_override(ThingId thing, std::string_view rule) override {
    own.erase({thing, std::string(rule)});
  }
  void forget(ThingId thing) override {
    std::erase_if(kept, [thing](const auto& entry) { return entry.first.first == thing; });
    std::erase_if(own, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryGreenhouses : GreenhouseStore {
  std::map<ThingId, Greenhouse> settings;
  std::vector<Greenhouse> all() override {
    std::vector<Greenhouse> found;
    for (const auto& [thing, greenhouse] : settings) found.push_back(greenhouse);
    return found;
  }
  void put(const Greenhouse& greenhouse) override { settings[greenhouse.thing] = greenhouse; }
  void forget(ThingId thing) override { settings.erase(thing); }
};

struct MemoryDeliveries : notifications::DeliveryStore {
  std::map<notifications::DeliveryId, notifications::Delivery> rows;
  notifications::DeliveryId put(const notifications::Delivery& delivery) override {
    notifications::Delivery row = delivery;
    if (!row.id) row.id = notifications::DeliveryId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    return row.id;
  }
  std::vector<notifications::Delivery> due(Instant now, std::size_t limit) override {
    std::vector<notifications::Delivery> all;
    for (const auto& [id, row] : rows)
      if (notifications::is_due(row, now) && all.size() < limit) all.push_back(row);
    return all;
  }
  Backlog backlog() override {
    Backlog out;
    for (const auto& [id, row] : rows)
      if (row.state == notifications::DeliveryState::waiting) ++out.waiting, out.retrying += row.tries > 0;
    return out;
  }
  std::int64_t withdraw_all(const Label& why) override {
    std::int64_t count = 0;
    for (auto& [id, row] : rows)
      if (row.state == notifications::DeliveryState::waiting)
        row = notifications::withdrawn(row, why), ++count;
    return count;
  }
  std::vector<notifications::Delivery> of(AlarmId alarm) override {
    std::vector<notifications::Delivery> all;
    for (const auto& [id, row] : rows)
      if (row.alarm == alarm) all.push_back(row);
    return all;
  }
};

struct MemoryJournal : journal::Journal {
  std::vector<journal::Entry> entries;
  std::int64_t append(journal::Entry entry) override {
    entry.number = static_cast<std::int64_t>(entries.size()) + 1;
    entries.push_back(std::move(entry));
    return entries.back().number;
  }
  std::vector<journal::Entry> newest(std::size_t limit) override {
    std::vector<journal::Entry> all(entries.rbegin(), entries.rend());
    if (all.size() > limit) all.resize(limit);
    return all;
  }
  std::vector<std::string> verify() override { return {}; }
};

// A write that throws changes nothing.
struct MemoryTransactions : TransactionRunner {
  MemoryAlarms alarms;
  MemoryCommands commands;
  MemoryRules rules;
  MemoryGreenhouses greenhouses;
  MemoryDeliveries deliveries;
  MemoryJournal journal;
  bool broken = false;

  void write(const std::function<void(Stores&)>& work) override {
    if (broken) throw std::runtime_error("the disk is full");
    read(work);
  }
  void read(const std::function<void(Stores&)>& work) override {
    Stores stores{alarms, commands, rules, greenhouses, deliveries, journal};
    work(stores);
  }
};

}  // namespace cunkou::monitor::testing
