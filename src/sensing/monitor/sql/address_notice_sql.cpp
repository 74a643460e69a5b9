#include "sensing/monitor/address_notice.hpp"

#include <algorithm>
#include <string>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::monitor {
namespace {

using notifications::Channel;
using notifications::ChannelKind;
using notifications::Delivery;
using notifications::Notice;
using notifications::NoticeKind;

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

// The people and the channels above a greenhouse that a notice concerns.
struct Reach {
  std::vector<PersonId> people;
  std::vector<Channel> channels;

  void add(const people::HeldRole& role) {
    if (std::ranges::count(people, role.person) == 0) people.push_back(role.person);
  }
};

bool has_role_of(std::string_view step, access::Role role) {
  return (step == "technician" && role == access::Role::technician) ||
         (step == "village" && role == access::Role::village);
}

Reach reach_of(sql::Transaction& t, const GreenhouseInfo& info, const Notice& notice) {
  Reach reach;
  if (notice.escalation_step == "household" && info.household)
    for (const auto& role : people::people_store(t).roles_in(info.household)) reach.add(role);
  for (auto place = places::place_store(t).by_id(info.place); place;
       place = place->parent ? places::place_store(t).by_id(place->parent) : std::nullopt) {
    for (const auto& channel : notifications::channel_store(t).of(place->id))
      if (notice.severity >= channel.min_severity) reach.channels.push_back(channel);
    for (const auto& role : people::people_store(t).roles_at(place->id))
      if (has_role_of(notice.escalation_step, role.role)) reach.add(role);
  }
  return reach;
}

// A group is notified once, with the first notice of its step; at the last step with each notice.
bool is_notified(const Channel& channel, const Notice& notice) {
  return channel.kind != ChannelKind::command && channel.escalation_step == notice.escalation_step &&
         (notice.kind != NoticeKind::repeat || notice.escalation_step == "village");
}

Delivery by(const Channel& channel, Delivery delivery, std::string address) {
  delivery.channel_id = channel.id;
  delivery.channel = std::string(name(channel.kind));
  delivery.address = std::move(address);
  return delivery;
}

}  // namespace

std::vector<Delivery> address_notice(sql::Transaction& t, const GreenhouseInfo& info, const rules::Rule& rule,
                                     const Notice& notice, const alarms::Alarm& alarm, Instant now) {
  Delivery base;
  base.alarm = alarm.id;
  base.kind = notice.kind;
  base.escalation_step = notice.escalation_step;
  base.text = opening_of(notice, alarm) + info.place_name + " " + info.name + "：" +
              rules::fill(rule.message.zh, params_of(alarm));
  base.created = base.next_try = now;

  std::vector<Delivery> out;
  const Reach reach = reach_of(t, info, notice);
  for (const PersonId id : reach.people) {
    Delivery to_them = base;
    to_them.person = id;
    Delivery page = to_them;
    page.channel = "page";
    out.push_back(delivered(page, now));
    const auto person = people::people_store(t).person(id);
    for (const auto& channel : reach.channels)
      if (channel.kind == ChannelKind::command && person) out.push_back(by(channel, to_them, person->phone));
  }
  for (const auto& channel : reach.channels)
    if (is_notified(channel, notice)) out.push_back(by(channel, base, channel.name));
  return out;
}

}  // namespace cunkou::monitor
