#pragma once
// The deliveries of a notice: one for each person of the escalation step and each channel that reaches them.

#include <vector>

#include "sensing/alarms/alarm.hpp"
#include "sensing/monitor/greenhouse_directory.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/notifications/escalation.hpp"
#include "sensing/rules/rule.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::monitor {

// Each person of the step sees it on the page. A person is reached by the command that the operator bound to
// an SMS or voice gateway, where a place above the greenhouse has such a channel; the village's webhooks and
// groups are notified of an alarm once, and again when it escalates to the village.
std::vector<notifications::Delivery> address_notice(sql::Transaction&, const GreenhouseInfo&,
                                                    const rules::Rule&, const notifications::Notice&,
                                                    const alarms::Alarm&, Instant now);

}  // namespace cunkou::monitor
