#pragma once
// Runs the Monitor for many threads. Readings and messages of devices are queued and processed by a thread of
// the service, which also ticks; routes change and query the monitor from their own threads. Changes of the
// monitor are given to listeners after the commit.
//
// Invariants:
// 1. `writer_` serialises the changes, their commits included. A query takes no lock of the service.
// 2. A change moves the changes of the monitor into `outbox_` before it releases `writer_`, so the order
//    there is the order of the commits.
// 3. Listeners run under `reporting_` alone: one at a time, in the order of `outbox_`, before the call that
//    made the change returns.
// 4. Deliveries have two writers, the monitor and the dispatcher, each in transactions of its own, so their
//    rows alone are true and neither holds them in memory. After the dispatcher has stored an outcome, its
//    alarm, changes and deliveries are read in one transaction under `reporting_`: what the monitor knows of
//    the alarm may be older or newer than these deliveries, and what the dispatcher's own transaction
//    could return may be older than a change that was reported since.
// 5. Lock order: reporting_ or writer_ before outbox_mutex_. queue_mutex_ is taken alone. No caller
//    holds any of them, not even a listener.

#include <condition_variable>
#include <exception>
#include <functional>
#include <span>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/completion.hpp"
#include "base/mutex.hpp"
#include "platform/async/failure.hpp"
#include "platform/sql/database.hpp"
#include "sensing/actuation/device_report.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/monitor/thing_kinds.hpp"
#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::monitor {

// Over sql::Database. One thread at a time writes.
class SqlTransactionRunner final : public TransactionRunner {
 public:
  explicit SqlTransactionRunner(sql::Database& database) : database_(database) {}
  void write(const std::function<void(MonitorTransaction&)>&) override;
  void read(const std::function<void(MonitorTransaction&)>&) override;

  // Until end_round(), after a write that has failed because the database stayed locked, each further write
  // fails at once as that one did: a round has hundreds. `locked`: the first write already fails, if one of
  // the last round has waited.
  void begin_round(bool locked);
  void end_round() { in_round_ = false; }
  bool is_locked() const { return locked_ != nullptr; }  // in this round, or after it in the last one

 private:
  sql::Database& database_;
  bool in_round_ = false;
  std::exception_ptr locked_;
};

class MonitorService final : public notifications::DeliveryListener {
 public:
  struct Parts {  // each outlives the service
    sql::Database& database;
    series::Store& series;
    const ThingKinds& kinds;
    DeviceLink& devices;
    const Clock& clock;
    std::vector<MonitorListener*> listeners = {};
    async::Failed failed = [](std::string_view) {};  // of the service's thread or of a listener
  };

  MonitorService(MonitorDefinitions, Parts);
  ~MonitorService() override;  // calls stop()

  // Loads, recalls the last day and starts the thread.
  void start() CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_);
  // Processes the queue and stores the states of all rules.
  void stop() CUNKOU_EXCLUDES(queue_mutex_, writer_, reporting_, outbox_mutex_);

  // Queues committed readings. Any thread; does not block.
  void observe(std::span<const series::Reading>) CUNKOU_EXCLUDES(queue_mutex_);
  // Messages of a device are processed in the order of arrival. An outdated report is ignored.
  // `done` is called once, on the service's thread or at once: with success when the report is committed or
  // ignored, else with Code::unavailable; the report may be stored later all the same.
  void actuator_reported(ThingId, actuation::ActuatorReport, Completion<> done = {})
      CUNKOU_EXCLUDES(queue_mutex_);
  void device_answered(ThingId, CommandId, actuation::CommandAnswer) CUNKOU_EXCLUDES(queue_mutex_);
  void device_connected(DeviceId, bool connected) CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_);

  // New, renamed, moved or with new streams: reads its settings again. The caller has refreshed the
  // ThingDirectory before, once for all the things that a change concerns.
  void thing_changed(ThingId) CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_);
  // The caller refreshes the ThingDirectory.
  void thing_removed(ThingId) CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_);

  // Runs `remove`, which deletes the thing from the database, and forgets the thing, as one change: no
  // message or tick meets a thing whose rows are gone. Returns the Result of `remove`; a refusal changes
  // nothing.
  template <class F>
  auto remove_thing(ThingId id, F&& remove) CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_) {
    return change([&](Monitor&, Instant now) CUNKOU_REQUIRES(writer_) {
      auto removed = remove();
      if (removed) forget_removed(id, now);
      return removed;
    });
  }

  void deliveries_changed(AlarmId) override CUNKOU_EXCLUDES(reporting_);  // reports to the MonitorListeners

  // Runs f(monitor, now) alone among the changes, then reports its changes. f may run transactions and must
  // not call the MonitorService. Not analysed itself: f may be a lambda that requires `writer_`.
  template <class F>
  auto change(F&& f) CUNKOU_EXCLUDES(writer_, reporting_, outbox_mutex_) CUNKOU_NO_THREAD_SAFETY_ANALYSIS {
    const Report report(*this);
    const MutexLock lock(writer_);
    const Collect collect(*this);
    return f(monitor_, parts_.clock.now());
  }
  // Returns f(monitor, now). Waits for no change and no transaction.
  template <class F>
  auto query(F&& f) const {
    return f(monitor_, parts_.clock.now());
  }

 private:
  struct AnsweredCommand {
    CommandId command;
    actuation::CommandAnswer answer;
  };
  struct DeviceMessage {
    ThingId thing;
    std::variant<actuation::ActuatorReport, AnsweredCommand> content;
    Completion<> done;  // may be empty
  };
  struct Collect {  // at its end moves the changes into the outbox, whatever was thrown
    MonitorService& service;
    explicit Collect(MonitorService& s) : service(s) {}
    ~Collect() { service.collect_changes(); }
  };
  struct Report {  // at its end reports the outbox
    MonitorService& service;
    explicit Report(MonitorService& s) : service(s) {}
    ~Report() { service.report_changes(); }
  };
  void collect_changes() CUNKOU_EXCLUDES(outbox_mutex_);
  void report_changes() CUNKOU_EXCLUDES(reporting_, outbox_mutex_);
  void report(const Changes&) CUNKOU_REQUIRES(reporting_);
  void run() CUNKOU_EXCLUDES(queue_mutex_, writer_, reporting_, outbox_mutex_);
  // Failed readings and messages are queued again, before later ones. Returns whether the database was locked
  // by another program. `locked`: it was, and is not tried again.
  bool process_queue(bool locked) CUNKOU_EXCLUDES(queue_mutex_, writer_, reporting_, outbox_mutex_);
  // In the order of arrival. Keeps in `messages` those that were processed, and returns the others: a failed
  // message holds up the later ones of its thing alone, unless the database is locked.
  std::vector<DeviceMessage> process_messages(std::vector<DeviceMessage>& messages, Instant now,
                                              std::string& failure) CUNKOU_REQUIRES(writer_);
  template <class F>
  bool attempt(F f, Instant now, std::string& failure) CUNKOU_REQUIRES(writer_);
  void forget_removed(ThingId, Instant now) CUNKOU_REQUIRES(writer_);
  // Things that the database no longer holds; false if there are none.
  bool forget_missing(Instant now) CUNKOU_REQUIRES(writer_);
  void process_message(const DeviceMessage&, Instant now) CUNKOU_REQUIRES(writer_);
  void process(ThingId, const actuation::ActuatorReport&, Instant now) CUNKOU_REQUIRES(writer_);
  void process(ThingId, const AnsweredCommand&, Instant now) CUNKOU_REQUIRES(writer_);
  void bind(const ThingInfo&) CUNKOU_REQUIRES(writer_);
  void recall(const ThingInfo&, const ThingAdvisor&, Instant now) CUNKOU_REQUIRES(writer_);
  // For things whose readings came as history only.
  void recall_missing(Instant now) CUNKOU_REQUIRES(writer_);
  void enqueue(DeviceMessage) CUNKOU_EXCLUDES(queue_mutex_);
  static void complete(const DeviceMessage&, const Result<void>&);

  MonitorDefinitions definitions_;
  Parts parts_;
  SqlTransactionRunner transactions_;
  notifications::MessagePlanner planner_;
  Monitor monitor_;
  Mutex writer_ CUNKOU_ACQUIRED_BEFORE(outbox_mutex_);
  Instant recalled_ CUNKOU_GUARDED_BY(writer_);

  Mutex reporting_ CUNKOU_ACQUIRED_BEFORE(outbox_mutex_);
  Mutex outbox_mutex_;
  Changes outbox_ CUNKOU_GUARDED_BY(outbox_mutex_);

  Mutex queue_mutex_;
  std::condition_variable wake_;
  std::vector<series::Reading> readings_ CUNKOU_GUARDED_BY(queue_mutex_);
  std::vector<DeviceMessage> messages_ CUNKOU_GUARDED_BY(queue_mutex_);
  // A message has arrived since the last process_queue(). Messages that failed before wake nobody.
  bool has_messages_ CUNKOU_GUARDED_BY(queue_mutex_) = false;
  bool stopping_ CUNKOU_GUARDED_BY(queue_mutex_) = false;
  std::thread thread_;
};

}  // namespace cunkou::monitor
