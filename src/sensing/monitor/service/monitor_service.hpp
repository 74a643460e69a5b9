#pragma once
// The watch over all greenhouses, made safe for many threads: readings are queued and looked at by one thread
// of its own, which also keeps time; pages ask and act under the same lock. What the watch decides goes out
// from here: to the phones as live events, to the devices as RPC, to the household and the office as
// deliveries.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "platform/http/live_updates.hpp"
#include "platform/sql/database.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/monitor/monitor.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::monitor {

// Over sql::Database: one write is one transaction.
class SqlTransactionRunner final : public TransactionRunner {
 public:
  explicit SqlTransactionRunner(sql::Database& database) : database_(database) {}
  void write(const std::function<void(Stores&)>&) override;
  void read(const std::function<void(Stores&)>&) override;

 private:
  sql::Database& database_;
};

class MonitorService {
 public:
  struct Parts {
    sql::Database& database;
    series::Store& series;
    GreenhouseDirectory& greenhouses;
    http::LiveUpdates& events;
    const Clock& clock;
    // To the device over MQTT: topic and payload; false: it is not connected. Any thread.
    std::function<bool(DeviceId, std::string_view topic, std::string_view payload)> publish;
    std::function<bool(DeviceId, std::string_view topic)>
        is_subscribed =  // it is connected, and subscribed to this
        [](DeviceId, std::string_view) { return false; };
    std::function<void()> delivery_due = [] {};
    std::function<void(std::string_view)> failed = [](std::string_view) {};  // a tick that threw: for the log
  };

  MonitorService(MonitorDefinitions, Parts);
  ~MonitorService();  // stop()

  void start();  // loads, recalls the last day, begins to keep time
  void stop();

  // Any thread, cheap: called after each commit.
  void observe(std::span<const series::Reading>);
  // What a device says is taken in the order in which it came.
  // "<actuator>_moving", "manual" …; when it was so by the device. What is long past is not taken.
  // `done` is called once, on the service's thread or at once: when it is committed, needs no keeping, or
  // with Code::unavailable, though it may still be taken when the store works again.
  using Completion = std::function<void(const Result<void>&)>;
  void actuator_reported(ThingId, std::string_view name, std::string_view json, Instant at,
                         Completion done = {});
  void device_answered(ThingId, CommandId, std::string_view json);  // to an RPC
  void device_connected(DeviceId, bool connected);

  void greenhouse_changed(ThingId);  // made, renamed, moved or with new streams: read again
  void greenhouse_removed(ThingId);

  void deliveries_changed(AlarmId);  // sent or failed: reported to open pages

  const MonitorDefinitions& definitions() const { return definitions_; }

  // Runs f(monitor, now) under the lock. f must be quick and must not call the MonitorService.
  template <class F>
  auto with(F&& f) {
    const std::lock_guard lock(mutex_);
    return f(monitor_, parts_.clock.now());
  }

 private:
  struct DeviceMessage {
    ThingId thing;
    std::string name, json;
    CommandId answers;  // to an RPC, then without a name
    Instant at;         // by the device's clock
    Completion done;    // may be empty
  };
  MonitorListener listener();
  void run();
  void process_queue();  // what the store would not have is done and tried again in the next
  void bind(const GreenhouseInfo&);
  void recall(const GreenhouseInfo&, Instant now);
  void recall_missing(Instant now);  // what was only sent as history, now and then
  void enqueue(DeviceMessage);
  static void complete(const DeviceMessage&, const Result<void>&);
  void process_message(const DeviceMessage&, Instant now);
  void process_answer(const DeviceMessage&, Instant now);
  bool is_reachable(const actuation::Command&) const;
  bool send(const actuation::Command&);
  std::vector<notifications::Delivery> deliveries_for(const notifications::Notice&, const alarms::Alarm&);
  void publish_alarm(const alarms::Alarm&);
  void publish_command(const actuation::Command&);
  void publish_actuator(const actuation::ActuatorState&);
  void publish_status(ThingId, rules::ThingStatus, Instant since);

  MonitorDefinitions definitions_;
  Parts parts_;
  SqlTransactionRunner transactions_;
  std::mutex mutex_;
  Monitor monitor_;
  Instant recalled_;

  std::mutex queue_mutex_;
  std::condition_variable wake_;
  std::vector<series::Reading> readings_;
  std::vector<DeviceMessage> messages_;
  bool has_messages_ =
      false;  // since the last process_queue; what waits for the store to work again wakes nobody
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cunkou::monitor
