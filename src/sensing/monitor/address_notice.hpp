#pragma once
// To whom a notice goes: one delivery for each person on the rung and each way to reach them.

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

// Everybody on the rung sees it on their page. A person is reached by the command that the operator bound to
// an SMS or voice gateway, where a place above the greenhouse has such a channel; the village's webhooks and
// groups hear of an event once, and again when it comes up to the village.
std::vector<notifications::Delivery> address_notice(sql::Transaction&, const GreenhouseInfo&,
                                                    const rules::Rule&, const notifications::Notice&,
                                                    const alarms::Alarm&, Instant now);

}  // namespace cunkou::monitor
