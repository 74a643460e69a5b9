#pragma once
// For tests: the stores of the Monitor in memory. MemoryTransactions outlives a Monitor, as a database does.

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sensing/monitor/transaction_runner.hpp"

namespace cunkou::monitor::testing {

struct MemoryAlarms : alarms::AlarmStore {
  std::map<AlarmId, alarms::Alarm> rows;
  AlarmId put(const alarms::Alarm& alarm) override {
    alarms::Alarm row = alarm;
    if (!row.id) row.id = AlarmId{static_cast<std::int64_t>(rows.size()) + 1};
    for (const auto& [id, other] : rows)
      if (id != row.id && !row.cleared && !other.cleared && other.thing == row.thing &&
          other.concern == row.concern)
        throw std::runtime_error("two open alarms of one concern");
    row.recovering = false;
    rows[row.id] = row;
    return row.id;
  }
  std::vector<alarms::AlarmChange> log;
  void add_change(const alarms::AlarmChange& change) override { log.push_back(change); }
  int reads = 0;  // of changes
  std::vector<alarms::AlarmChange> changes_of(const std::vector<AlarmId>& ids) override {
    ++reads;
    std::vector<alarms::AlarmChange> all;
    for (const auto& change : log)
      if (std::ranges::count(ids, change.alarm)) all.push_back(change);
    return all;
  }
  std::optional<alarms::Alarm> get(AlarmId id) override {
    const auto found = rows.find(id);
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<alarms::Alarm> get(const std::vector<AlarmId>& ids) override {
    std::vector<alarms::Alarm> all;
    for (const auto& [id, row] : rows)
      if (std::ranges::count(ids, id)) all.push_back(row);
    return all;
  }
  std::vector<alarms::Alarm> open() override {
    std::vector<alarms::Alarm> all;
    for (const auto& [id, row] : rows)
      if (!row.cleared) all.push_back(row);
    return all;
  }
  alarms::AlarmPage list(const alarms::AlarmQuery& query) override {
    std::vector<alarms::Alarm> all;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
      if (query.open_only && row->second.cleared) continue;
      if (!query.things.empty() && !std::ranges::count(query.things, row->second.thing)) continue;
      if (query.from && row->second.raised < *query.from) continue;
      if (query.to && row->second.raised >= *query.to) continue;
      if (query.severity && row->second.severity != *query.severity) continue;
      all.push_back(row->second);
    }
    std::ranges::stable_sort(all, std::greater{}, &alarms::Alarm::raised);
    alarms::AlarmPage page;
    page.count = static_cast<std::int64_t>(all.size());
    for (std::size_t i = query.skip; i < all.size() && page.alarms.size() < query.top; ++i)
      page.alarms.push_back(all[i]);
    return page;
  }
};

struct MemoryCommands : actuation::CommandStore {
  std::map<CommandId, actuation::Command> rows;
  std::vector<actuation::CommandChange> log;
  int reads = 0;  // of changes
  CommandId put(const actuation::Command& command, const actuation::CommandChange& change) override {
    actuation::Command row = command;
    if (!row.id) row.id = CommandId{static_cast<std::int64_t>(rows.size()) + 1};
    rows[row.id] = row;
    log.push_back(change);
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
    for (auto row = rows.rbegin(); row != rows.rend(); ++row)
      if (row->second.thing == thing) all.push_back(row->second);
    std::ranges::stable_sort(all, std::greater{}, &actuation::Command::requested);
    if (all.size() > top) all.resize(top);
    return all;
  }
  std::vector<actuation::Command> list(ThingId thing, Instant from, Instant to, std::size_t top) override {
    auto all = list(thing, rows.size());
    std::erase_if(all, [&](const actuation::Command& c) { return c.requested < from || c.requested >= to; });
    if (all.size() > top) all.resize(top);
    return all;
  }
  std::vector<actuation::CommandChange> changes_of(const std::vector<CommandId>& ids) override {
    ++reads;
    std::vector<actuation::CommandChange> all;
    for (const auto& change : log)
      if (std::ranges::count(ids, change.command)) all.push_back(change);
    return all;
  }
};

struct MemoryActuators : actuation::ActuatorStore {
  std::map<std::pair<ThingId, std::string>, actuation::ActuatorState> states;
  std::vector<actuation::ActuatorState> all() override {
    std::vector<actuation::ActuatorState> found;
    for (const auto& [key, state] : states) found.push_back(state);
    return found;
  }
  void put(const actuation::ActuatorState& state) override { states[{state.thing, state.actuator}] = state; }
  void forget(ThingId thing) override {
    std::erase_if(states, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryRuleStates : rules::RuleStateStore {
  std::map<std::pair<ThingId, std::string>, rules::RuleState> rows;
  int puts = 0;
  std::vector<rules::RuleState> all() override {
    std::vector<rules::RuleState> found;
    for (const auto& [key, state] : rows) found.push_back(state);
    return found;
  }
  void put(std::span<const rules::RuleState> states) override {
    ++puts;
    for (const auto& state : states) rows[{state.thing, state.rule}] = state;
  }
  void forget(ThingId thing) override {
    std::erase_if(rows, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryRuleOverrides : rules::RuleOverrideStore {
  std::map<std::pair<ThingId, std::string>, rules::RuleOverride> rows;
  std::vector<rules::RuleOverride> all() override {
    std::vector<rules::RuleOverride> found;
    for (const auto& [key, own] : rows) found.push_back(own);
    return found;
  }
  void put(const rules::RuleOverride& own) override { rows[{own.thing, own.rule}] = own; }
  void remove(ThingId thing, std::string_view rule) override { rows.erase({thing, std::string(rule)}); }
  void forget(ThingId thing) override {
    std::erase_if(rows, [thing](const auto& entry) { return entry.first.first == thing; });
  }
};

struct MemoryAddressees : notifications::AddresseeStore {
  notifications::Addressees all;  // of every thing
  notifications::Addressees of(ThingId) override { return all; }
};

// Knows no severity of alarms and no limit of a channel.
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
      if (notifications::is_due(row, now)) all.push_back(row);
    std::ranges::stable_sort(all, {}, &notifications::Delivery::next_attempt);
    if (all.size() > limit) all.resize(limit);
    return all;
  }
  Backlog backlog() override {
    Backlog out;
    for (const auto& [id, row] : rows)
      if (row.state == notifications::DeliveryState::waiting) ++out.waiting, out.retrying += row.attempts > 0;
    return out;
  }
  std::int64_t withdraw_all(const Label& why) override {
    std::int64_t count = 0;
    for (auto& [id, row] : rows)
      if (row.state == notifications::DeliveryState::waiting)
        row = notifications::withdrawn(row, why), ++count;
    return count;
  }
  int reads = 0;  // by alarm
  std::vector<notifications::Delivery> of(const std::vector<AlarmId>& alarms) override {
    ++reads;
    std::vector<notifications::Delivery> all;
    for (const auto& [id, row] : rows)
      if (std::ranges::count(alarms, row.alarm)) all.push_back(row);
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

struct MemoryStores {
  MemoryAlarms alarms;
  MemoryCommands commands;
  MemoryActuators actuators;
  MemoryRuleStates rule_states;
  MemoryRuleOverrides rule_overrides;
  MemoryDeliveries deliveries;
  MemoryAddressees addressees;
  MemoryJournal journal;
};

// Runs each function twice, as after a serialisation failure: the stores are again as before in between, and
// after an exception.
struct MemoryTransactions : MemoryStores, TransactionRunner {
  bool broken = false;

  void write(const std::function<void(MonitorTransaction&)>& work) override {
    if (broken) throw std::runtime_error("the disk is full");
    const MemoryStores before = *this;
    const auto roll_back = [&] { static_cast<MemoryStores&>(*this) = before; };
    try {
      run(work);
      roll_back();
      run(work);
    } catch (...) {
      roll_back();
      throw;
    }
  }
  void read(const std::function<void(MonitorTransaction&)>& work) override {
    run(work);
    run(work);
  }

 private:
  struct Transaction final : MonitorTransaction {
    explicit Transaction(MemoryStores& a) : all(a) {}
    MemoryStores& all;

    alarms::AlarmStore& alarms() override { return all.alarms; }
    actuation::CommandStore& commands() override { return all.commands; }
    actuation::ActuatorStore& actuators() override { return all.actuators; }
    rules::RuleStateStore& rule_states() override { return all.rule_states; }
    rules::RuleOverrideStore& rule_overrides() override { return all.rule_overrides; }
    notifications::DeliveryStore& deliveries() override { return all.deliveries; }
    notifications::AddresseeStore& addressees() override { return all.addressees; }
    journal::Journal& journal() override { return all.journal; }
  };
  void run(const std::function<void(MonitorTransaction&)>& work) {
    Transaction transaction(*this);
    work(transaction);
  }
};

}  // namespace cunkou::monitor::testing
