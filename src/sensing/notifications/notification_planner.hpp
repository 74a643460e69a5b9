#pragma once
// Plans the deliveries of a notice: one for each person of the escalation step and each channel that reaches
// them. Pure: the addressees are read beforehand.

#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/notifications/addressees.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/notifications/escalation.hpp"

namespace cunkou::notifications {

class NotificationPlanner {
 public:
  virtual ~NotificationPlanner() = default;
  virtual std::vector<Delivery> deliveries_of(const Notice&, const alarms::Alarm&,
                                              const Addressees&) const = 0;
};

// Each person of the step sees the notice on the page. A person is reached by the program that the operator
// bound to an SMS or voice gateway, where a place above the thing has such a channel; the village's webhooks
// and groups are notified of an alarm once, and again when it escalates to the village.
class MessagePlanner final : public NotificationPlanner {
 public:
  explicit MessagePlanner(const rules::RuleSet& rules) : rules_(rules) {}  // outlive the planner
  std::vector<Delivery> deliveries_of(const Notice&, const alarms::Alarm&, const Addressees&) const override;

 private:
  const rules::RuleSet& rules_;
};

struct PlannedNotices {
  std::vector<Notice> notices;
  std::vector<Delivery> deliveries;
};

// A step without people passes the notice to the next step that has some, at once and at any severity.
// Otherwise an alarm could notify nobody.
PlannedNotices plan_deliveries(const std::vector<Notice>&, const alarms::Alarm&, const EscalationPolicy&,
                               const Addressees&, const NotificationPlanner&);

}  // namespace cunkou::notifications
