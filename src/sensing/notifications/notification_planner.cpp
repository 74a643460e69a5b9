#include "sensing/notifications/notification_planner.hpp"

#include <algorithm>
#include <string>

#include "sensing/rules/fill_message.hpp"

namespace cunkou::notifications {
namespace {

// The beginning of a notice that is not the first, so that it is not taken for another alarm.
std::string opening_of(const Notice& notice, const alarms::Alarm& alarm) {
  const auto waited = alarm.first_notice ? (notice.at - *alarm.first_notice).count() / 60'000 : 0;
  switch (notice.kind) {
    case NoticeKind::first:
      return "";
    case NoticeKind::repeat:
      return "【第" + std::to_string(notice.number) + "次】";
    case NoticeKind::escalation:
      return waited > 0 ? "【" + std::to_string(waited) + "分钟没人确认】" : "";
  }
  return "";
}

// A group is notified once, with the first notice of its step; at the last step with each notice.
bool is_notified(const Channel& channel, const Notice& notice) {
  return channel.kind != ChannelKind::program && channel.escalation_step == notice.escalation_step &&
         (notice.kind != NoticeKind::repeat || notice.escalation_step == "village");
}

Delivery by(const Channel& channel, Delivery delivery, std::string address) {
  delivery.channel_id = channel.id;
  delivery.channel = std::string(name(channel.kind));
  delivery.address = std::move(address);
  return delivery;
}

}  // namespace

std::vector<Delivery> MessagePlanner::deliveries_of(const Notice& notice, const alarms::Alarm& alarm,
                                                    const Addressees& addressees) const {
  const rules::Rule* rule = rules_.find(alarm.rule);
  if (!rule) return {};
  Delivery base;
  base.alarm = alarm.id;
  base.kind = notice.kind;
  base.escalation_step = notice.escalation_step;
  base.text = opening_of(notice, alarm) + addressees.place_name + " " + addressees.thing_name + "：" +
              rules::fill(rule->message.zh, params_of(alarm));
  base.created = base.next_attempt = notice.at;

  std::vector<Channel> channels;
  for (const auto& channel : addressees.channels)
    if (notice.severity >= channel.min_severity) channels.push_back(channel);
  std::vector<Delivery> out;
  const auto people = addressees.people.find(notice.escalation_step);
  if (people != addressees.people.end())
    for (const auto& addressee : people->second) {
      Delivery to_them = base;
      to_them.person = addressee.person;
      Delivery page = to_them;
      page.channel = "page";
      out.push_back(delivered(page, notice.at));
      for (const auto& channel : channels)
        if (channel.kind == ChannelKind::program) out.push_back(by(channel, to_them, addressee.phone));
    }
  for (const auto& channel : channels)
    if (is_notified(channel, notice)) out.push_back(by(channel, base, channel.name));
  return out;
}

PlannedNotices plan_deliveries(const std::vector<Notice>& send, const alarms::Alarm& alarm,
                               const EscalationPolicy& escalation, const Addressees& addressees,
                               const NotificationPlanner& planner) {
  PlannedNotices planned;
  std::vector<std::string> notified;
  for (const auto& notice : send) notified.push_back(notice.escalation_step);
  const auto add = [&](const Notice& notice) {
    bool has_people = false;
    for (auto& delivery : planner.deliveries_of(notice, alarm, addressees)) {
      has_people = has_people || delivery.person;
      if (delivery.person && delivery.state == DeliveryState::waiting)
        delivery.next_attempt = std::max(delivery.next_attempt, notice.people_at);
      planned.deliveries.push_back(std::move(delivery));
    }
    planned.notices.push_back(notice);
    return has_people;
  };
  for (const auto& notice : send) {
    if (add(notice)) continue;
    auto step = std::ranges::find(escalation.steps, notice.escalation_step, &EscalationStep::name);
    for (; step != escalation.steps.end(); ++step) {
      if (std::ranges::count(notified, step->name)) continue;
      Notice passed = notice;
      passed.escalation_step = step->name;
      passed.kind = NoticeKind::escalation;
      passed.people_at = notice.at;
      notified.push_back(step->name);
      if (add(passed)) break;
    }
  }
  return planned;
}

}  // namespace cunkou::notifications
