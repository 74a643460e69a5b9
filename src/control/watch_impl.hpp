#pragma once
// Inside of Watch. Not for others to include.

#include <exception>
#include <memory>
#include <unordered_map>
#include <utility>

#include "control/house.hpp"
#include "control/watch.hpp"

namespace cunkou::control {

// Does everything asked of it though some of it throws (the store is broken); end() throws the first again.
class Attempts {
 public:
  template <class F>
  void operator()(F&& f) {
    try {
      f();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void end() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

struct Watch::Impl {
  Book book;
  Desk& desk;
  Ears ears;
  std::map<ThingId, std::unique_ptr<House>> houses;
  std::unordered_map<StreamId, std::pair<House*, std::size_t>> streams;

  std::optional<Instant> last_tick;

  House* house(ThingId) const;
  Result<House*> need(ThingId) const;
  Result<void> write_or_refuse(const Also&) const;  // a refusal undoes what f did

  // watch_alarms.cpp
  void judge(House&, Seat&, Instant now);
  void judge_all(House&, Instant now);
  void catch_up(const House&, Seat&, Instant then);
  void keep_states(bool all);
  void wake(Instant now);
  void settle_event(House&, Seat&, const Evaluation&, Instant now);
  void commit_alarm(House&, const Alarm&, AlarmChange, const RuleState*, const By&, Instant now);
  std::vector<Delivery> deliveries_of(const Plan&) const;
  Finding finding_of(const House&, const Seat&, const Explanation&) const;
  void let_go(House&, Seat&, Instant now);  // of what nothing measures any more
  void think_of_notices(House&, Instant now);
  Alarm as_it_stands(const House&, const Alarm&, Instant now) const;
  bool is_worse(Severity, std::string_view rule, Severity than, std::string_view than_rule) const;
  void update_verdict(House&, Instant now);
  void load_alarms(Stores&, Instant now);
  static void forget_alarm(Stores&, const Alarm&, Instant now);
  std::pair<House*, std::string> find_alarm(AlarmId) const;

  // watch_commands.cpp
  std::pair<House*, Post*> find_command(CommandId) const;
  Result<Command> request(House&, Post&, Command, const By&, Instant now);
  Result<Command> move(House&, Post&, const Move&, const By&, Instant now);
  void try_send(House&, Post&, Instant now);
  void set_motion(Post&, Motion, Instant at);
  void hear(Post&, Motion, Instant at);  // from the device itself
  void progress(House&, Post&, Instant now);
  void keep_time(House&, Post&, Instant now);
  void send_stop_again(Post&, Instant now);
  void stop_long_run(House&, Post&, Instant now);
  void automate(House&, Post&, Instant now);
};

}  // namespace cunkou::control
