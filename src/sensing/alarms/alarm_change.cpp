#include "sensing/alarms/alarm_change.hpp"

#include "base/enum_words.hpp"

namespace cunkou::alarms {
namespace {

constexpr Words<AlarmChangeKind, 6> changes{{{AlarmChangeKind::raised, "raised"},
                                             {AlarmChangeKind::worsened, "worsened"},
                                             {AlarmChangeKind::eased, "eased"},
                                             {AlarmChangeKind::acknowledged, "acknowledged"},
                                             {AlarmChangeKind::cleared, "cleared"},
                                             {AlarmChangeKind::notified, "notified"}}};

}  // namespace

std::string_view name(AlarmChangeKind change) { return word_of(changes, change); }
std::optional<AlarmChangeKind> parse_alarm_change_kind(std::string_view text) {
  return read_word(changes, text);
}

AlarmChange change_of(const Alarm& alarm, AlarmChangeKind change, Instant at) {
  AlarmChange out;
  out.alarm = alarm.id;
  out.change = change;
  out.at = at;
  out.rule = alarm.rule;
  out.severity = alarm.severity;
  out.value = alarm.value;
  out.threshold = alarm.threshold;
  out.hold = alarm.hold;
  if (change == AlarmChangeKind::acknowledged) {
    out.person = alarm.acknowledged_by;
    out.note = alarm.note;
  }
  return out;
}

rules::Params params_of(const AlarmChange& change) {
  Alarm then;
  then.value = change.value;
  then.threshold = change.threshold;
  then.hold = change.hold;
  return params_of(then);
}

}  // namespace cunkou::alarms
