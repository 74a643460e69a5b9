#pragma once
// The engine: takes readings, keeps time, and decides. It knows every greenhouse's last readings, rules, open
// alarms and actuators; it stores through a TransactionRunner and tells the rest by MonitorListener. Plain
// and synchronous: one caller at a time (app/ holds a mutex), no threads, no clock of its own.
//
// observe() looks only at the rules of that greenhouse which read that quantity; combinations, holds,
// silence, notices, expiry and automatic rules are evaluated at by tick(), to be called every few seconds.
// Memory changes only after the store has committed: when the store throws, the call can simply be made
// again. What could be evaluated at has been by then, for every greenhouse; an alarm that could not be stored
// is in the View with the id 0, notified to nobody, and tried again by each tick.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "sensing/actuation/actuator.hpp"
#include "sensing/actuation/command.hpp"
#include "sensing/actuation/command_store.hpp"
#include "sensing/agronomy/crop.hpp"
#include "sensing/alarms/alarm.hpp"
#include "sensing/alarms/alarm_step.hpp"
#include "sensing/alarms/alarm_store.hpp"
#include "sensing/devices/profile.hpp"
#include "sensing/monitor/advise.hpp"
#include "sensing/monitor/greenhouse.hpp"
#include "sensing/monitor/greenhouse_store.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/notifications/escalation.hpp"
#include "sensing/rules/climate.hpp"
#include "sensing/rules/evaluate.hpp"
#include "sensing/rules/rule.hpp"
#include "sensing/rules/rule_store.hpp"

namespace cunkou::sensorthings {
class EntityStore;
}

namespace cunkou::monitor {

// One transaction's stores.
struct Stores {
  alarms::AlarmStore& alarms;
  actuation::CommandStore& commands;
  rules::RuleStore& rules;
  GreenhouseStore& greenhouses;
  notifications::DeliveryStore& deliveries;
  journal::Journal& journal;
  sensorthings::EntityStore* things = nullptr;  // for what configure() does besides
};

// The seam to the database. write(): all or nothing and durable when it returns; throws when the database is
// broken. Not to be called from within another transaction.
class TransactionRunner {
 public:
  virtual ~TransactionRunner() = default;
  virtual void write(const std::function<void(Stores&)>&) = 0;
  virtual void read(const std::function<void(Stores&)>&) = 0;
};

// Who listens. Called after the commit, on the caller's thread, and must not call the Monitor. Empty ones are
// skipped.
struct MonitorListener {
  std::function<void(const alarms::Alarm&, alarms::AlarmChange)> alarm;
  // PreviousMotion the commit: the deliveries that this notice makes (people, channels, texts); stored with
  // the alarm.
  std::function<std::vector<notifications::Delivery>(const notifications::Notice&, const alarms::Alarm&)>
      deliveries;
  std::function<void()> delivery_due;  // something waits: wake the sender
  // A command goes out once at most: it waits until a device is there to take it, and that it was sent is
  // stored before it goes.
  std::function<bool(const actuation::Command&)> is_reachable;  // a device is there
  std::function<bool(const actuation::Command&)> send;          // to it, now; false: it has just gone
  std::function<void(const actuation::Command&, const actuation::CommandStep&)> command;
  std::function<void(const actuation::ActuatorState&)> actuator;
  std::function<void(ThingId, rules::ThingStatus, Instant since)> status;
};

// What the program was taught; all of it outlives the Monitor and never changes.
struct MonitorDefinitions {
  const std::vector<devices::Profile>& profiles;
  const std::vector<agronomy::Crop>& crops;
  const rules::RuleSet& rules;
  const notifications::EscalationPolicy& escalation;
};

struct By {  // who does it
  PersonId person;
  std::string via = "app";
};

struct CommandRequest {
  ThingId thing;
  std::string actuator;
  rules::Action action = rules::Action::stop;
  std::optional<double> position;
  std::string why;
};

struct RuleView {
  const rules::Rule* rule = nullptr;
  std::optional<rules::Setting> setting;   // none: it does not apply here (no number for this crop)
  std::optional<rules::Setting> standard;  // without what the household has set
  std::optional<rules::RuleOverride> own;  // what it has set
  rules::Explanation explanation;
};

struct View {
  Greenhouse greenhouse;
  std::string stage;
  agronomy::Segment segment = agronomy::Segment::morning;
  rules::ThingStatus status = rules::ThingStatus::lost;
  Instant since;
  std::vector<alarms::Alarm> alarms;  // open, worst first
  std::vector<rules::QuantityReading> latest;
  rules::Climate climate;
  std::vector<agronomy::Band> bands;  // that hold now
  std::vector<Advice> advice;
  std::vector<actuation::ActuatorState> actuators;
  std::vector<actuation::Command> commands;  // the last of each actuator
};

class Monitor {
 public:
  Monitor(MonitorDefinitions, TransactionRunner&, MonitorListener);
  ~Monitor();

  // At start: settings, states, open alarms and commands from the store. Open alarms of things or rules that
  // are gone are cleared. Then bind() the streams, recall() the last two hours of air_temperature and the
  // last day of temperature and humidity if at hand, and tick().
  void load(Instant now);

  // Greenhouses.
  // New or changed; refuses unknown profile, crop, stage. `also` is done in the same transaction; if it
  // refuses, nothing is.
  using Also = std::function<Result<void>(Stores&)>;
  Result<void> configure(const Greenhouse&, const By&, Instant now, const Also& also = {});
  void forget(ThingId, const By&, Instant now);             // the thing is gone: its alarms end
  void bind(ThingId, std::string_view quantity, StreamId);  // again is fine; an unknown thing is ignored
  // These and no others: what is not measured any more is forgotten, with the alarms that it gave cause to.
  void rebind(ThingId, const std::map<std::string, StreamId>& by_quantity, Instant now);
  std::vector<ThingId> things() const;

  // Readings; a stream that is not bound is ignored, as is one older than the last of its stream.
  void observe(StreamId, Instant time, double value, Instant now);
  // The past: remembered, judged only as far as it is fresh at tick.
  void recall(StreamId, Instant time, double value);
  bool has_no_readings(ThingId) const;  // nothing is known of its readings
  // `at`: by the device; what is older than what is known of it is not taken.
  void observe_motion(ThingId, std::string_view actuator, actuation::Motion, Instant at, Instant now);
  // The hand switch; actuator "": all of the thing's. Open commands are cancelled.
  void observe_manual(ThingId, std::string_view actuator, bool manual, Instant at, Instant now);

  void tick(Instant now);
  void keep();  // before the program ends: stores what rules remember

  // Alarms.
  Result<alarms::Alarm> acknowledge(AlarmId, const By&, std::string note, Instant now);

  // Rules.
  Result<void> adjust(const rules::RuleOverride&, const By&, Instant now);
  void reset_rule(ThingId, std::string_view rule, const By&, Instant now);
  std::vector<RuleView> rules(ThingId, Instant now) const;

  // Commands.
  Result<actuation::Command> request(const CommandRequest&, const By&, Instant now);
  Result<actuation::Command> cancel(CommandId, const By&, std::string why, Instant now);
  // The answer to the RPC of a device of this thing; late ones and those to another's command are refused.
  Result<actuation::Command> answer(ThingId, CommandId, bool accepted, std::string reason, Instant now);
  void connected(ThingId, Instant now);  // sends what is waiting

  // Looking.
  std::optional<View> look(ThingId, Instant now) const;
  rules::ThingStatus status(ThingId) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::monitor
