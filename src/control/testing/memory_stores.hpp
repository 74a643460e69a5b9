#pragma once
// For tests only: control's stores in memory, with what a restart must find kept in one place.

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "control/monitor.hpp"

namespace cunkou::control::testing {

struct MemoryAlarms : AlarmStore {
  std::map<AlarmId, Alarm> rows;
  AlarmId put(const Alarm& alarm) override {
    Alarm row = alarm;
    if (!row.id) row.id = AlarmId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    return row.id;
  }
  std::vector<AlarmStep> log;
  void add_step(const AlarmStep& step) override { log.push_back(step); }
  std::vector<AlarmStep> steps(AlarmId id) override {
    std::vector<AlarmStep> all;
    for (const auto& step : log)
      if (step.alarm == id) all.push_back(step);
    return all;
  }
  std::optional<Alarm> get(AlarmId id) override {
    const auto found = rows.find(id);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<Alarm> open() override {
    std::vector<Alarm> all;
    for (const auto& [id, row] : rows)
      if (!row.cleared) all.push_back(row);
    return all;
  }
  AlarmPage list(const AlarmQuery& query) override {
    AlarmPage page;
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

struct MemoryCommands : CommandStore {
  std::map<CommandId, Command> rows;
  std::vector<CommandStep> log;
  std::map<std::pair<ThingId, std::string>, ActuatorState> states;
  CommandId put(const Command& command, const CommandStep& step) override {
    Command row = command;
    if (!row.id) row.id = CommandId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    log.push_back(step);
    log.back().command = row.id;
    return row.id;
  }
  std::optional<Command> get(CommandId id) override {
    const auto found = rows.find(id);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<Command> open() override {
    std::vector<Command> all;
    for (const auto& [id, row] : rows)
      if (!is_over(row.state)) all.push_back(row);
    return all;
  }
  std::vector<Command> list(ThingId thing, std::size_t top) override {
    std::vector<Command> all;
    for (auto row = rows.rbegin(); row != rows.rend() && all.size() < top; ++row)
      if (row->second.thing == thing) all.push_back(row->second);
    return all;
  }
  std::vector<Command> list(ThingId thing, Instant from, Instant to, std::size_t top) override {
    auto all = list(thing, rows.size());
    std::erase_if(all, [&](const Command& c) { return c.requested < from || c.requested >= to; });
    if (all.size() > top) all.resize(top);
    return all;
  }
  std::vector<CommandStep> steps(CommandId id) override {
    std::vector<CommandStep> all;
    for (const auto& step : log)
      if (step.command == id) all.push_back(step);
    return all;
  }
  std::vector<ActuatorState> actuators() override {
    std::vector<ActuatorState> all;
    for (const auto& [key, state] : states) all.push_back(state);
    return all;
  }
  void put_actuator(const ActuatorState& state) override { states[{state.thing, state.actuator}] = state; }
  void forget_actuators(ThingId thing) override {
    std::erase_if(states, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryRules : RuleStore {
  std::map<std::pair<ThingId, std::string>, RuleState> kept;
  std::map<std::pair<ThingId, std::string>, RuleOverride> own;
  std::map<ThingId, Greenhouse> settings;
  int puts = 0;
  std::vector<RuleState> states() override {
    std::vector<RuleState> all;
    for (const auto& [key, state] : kept) all.push_back(state);
    return all;
  }
  void put_states(std::span<const RuleState> states) override {
    ++puts;
    for (const auto& state : states) kept[{state.thing, state.rule}] = state;
  }
  std::vector<RuleOverride> overrides() override {
    std::vector<RuleOverride> all;
    for (const auto& [key, o] : own) all.push_back(o);
    return all;
  }
  void put_override(const RuleOverride& o) override { own[{o.thing, o.rule}] = o; }
  void remove_override(ThingId thing, std::string_view rule) override {
    own.erase({thing, std::string(rule)});
  }
  std::vector<Greenhouse> greenhouses() override {
    std::vector<Greenhouse> all;
    for (const auto& [thing, greenhouse] : settings) all.push_back(greenhouse);
    return all;
  }
  void put_greenhouse(const Greenhouse& greenhouse) override { settings[greenhouse.thing] = greenhouse; }
  void forget(ThingId thing) override {
    std::erase_if(kept, [thing](const auto& entry) { return entry.first.first == thing; });
    std::erase_if(own, [thing](const auto& entry) { return entry.first.first == thing; });
    settings.erase(thing);
  }
};

struct MemoryDeliveries : DeliveryStore {
  std::map<DeliveryId, Delivery> rows;
  DeliveryId put(const Delivery& delivery) override {
    Delivery row = delivery;
    if (!row.id) row.id = DeliveryId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    return row.id;
  }
  std::vector<Delivery> due(Instant now, std::size_t limit) override {
    std::vector<Delivery> all;
    for (const auto& [id, row] : rows)
      if (is_due(row, now) && all.size() < limit) all.push_back(row);
    return all;
  }
  Backlog backlog() override {
    Backlog out;
    for (const auto& [id, row] : rows)
      if (row.state == DeliveryState::waiting) ++out.waiting, out.in_vain += row.tries > 0;
    return out;
  }
  std::int64_t withdraw_all(std::string_view why) override {
    std::int64_t count = 0;
    for (auto& [id, row] : rows)
      if (row.state == DeliveryState::waiting) row = withdrawn(row, std::string(why)), ++count;
    return count;
  }
  std::vector<Delivery> of(AlarmId alarm) override {
    std::vector<Delivery> all;
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

// Survives a Monitor, as a database does. A write that throws leaves everything as it was.
struct MemoryTransactions : TransactionRunner {
  MemoryAlarms alarms;
  MemoryCommands commands;
  MemoryRules rules;
  MemoryDeliveries deliveries;
  MemoryJournal journal;
  bool broken = false;

  void write(const std::function<void(Stores&)>& work) override {
    if (broken) throw std::runtime_error("the disk is full");
    read(work);
  }
  void read(const std::function<void(Stores&)>& work) override {
    Stores stores{alarms, commands, rules, deliveries, journal};
    work(stores);
  }
};

}  // namespace cunkou::control::testing
