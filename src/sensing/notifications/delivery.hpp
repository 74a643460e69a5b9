#pragma once
// A delivery: one notice to one address over one channel, stored and retried. dispatch/ sends it and reports
// the outcome.

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/label.hpp"
#include "sensing/notifications/escalation.hpp"

namespace cunkou::notifications {

using DeliveryId = Id<struct DeliveryTag>;
using ChannelId = Id<struct ChannelTag>;

enum class DeliveryState { waiting, sent, failed };
std::string_view name(DeliveryState);
std::optional<DeliveryState> parse_delivery_state(std::string_view);

struct Delivery {
  DeliveryId id;  // 0: not stored yet
  AlarmId alarm;
  NoticeKind kind = NoticeKind::first;
  std::string escalation_step;
  PersonId person;       // 0: a channel of the village, not a person
  ChannelId channel_id;  // 0: the page
  std::string channel;   // "page", "webhook", "wecom" or "program"
  std::string address;
  std::string text;  // as sent
  DeliveryState state = DeliveryState::waiting;
  int attempts = 0;
  Instant created;
  Instant next_attempt;
  std::optional<Instant> sent;
  std::string error;  // of the last attempt, as to_stored() writes it
};

// After a failed attempt the wait doubles from 15 s to at most 15 min; after 10 attempts (about two hours)
// the delivery has failed.
inline constexpr int delivery_attempts_max = 10;
inline constexpr Duration delivery_wait_max = minutes(15);
Duration delivery_wait(int attempts);
bool is_due(const Delivery&, Instant now);  // same condition as DeliveryStore::due

Delivery delivered(Delivery, Instant now);
Delivery undelivered(Delivery, const Label& error, Instant now);
// A notice that waited for its gateway until the alarm was over, or was in somebody's hands, only worries
// people. nullopt: it is to be sent.
std::optional<Label> obsolete_reason(const alarms::Alarm&);
// Ends a delivery that is obsolete: the alarm was acknowledged or cleared, or the channel deleted.
Delivery withdrawn(Delivery, const Label& why);

}  // namespace cunkou::notifications
