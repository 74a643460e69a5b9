#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms {
namespace {

using namespace sql;

// An unknown severity is danger, here and in every comparison in SQL.
rules::Severity severity_of(std::string_view word) {
  return rules::parse_severity(word).value_or(rules::Severity::danger);
}

std::string is_of(rules::Severity severity) {
  if (severity == rules::Severity::danger) return "severity NOT IN ('watch', 'no_data')";
  return "severity = '" + std::string(name(severity)) + "'";
}

class AlarmsSql final : public AlarmStore {
 public:
  explicit AlarmsSql(soci::session& session) : session_(session) {}

  AlarmId put(const Alarm& a) override {
    if (a.id) {
      run(session_,
          "UPDATE alarms SET concern=?, rule=?, severity=?, acknowledged=?, acknowledged_by=?, note=?, "
          "cleared=?, "
          "cleared_why=?, value=?, "
          "threshold=?, hold=?, evaluated=?, notices=?, escalation_steps=?, first_notice=?, last_notice=? "
          "WHERE id=?",
          a.concern, a.rule, name(a.severity), a.acknowledged, a.acknowledged_by, a.note, a.cleared,
          a.cleared_why, a.value, a.threshold, a.hold.count(), rules::format_evaluated(a.evaluated),
          a.notices, a.escalation_steps, a.first_notice, a.last_notice, a.id);
      return a.id;
    }
    return AlarmId(insert(
        session_,
        "INSERT INTO alarms(thing, concern, rule, severity, raised, acknowledged, acknowledged_by, "
        "note, cleared, "
        "cleared_why, value, threshold, hold, evaluated, notices, escalation_steps, first_notice, "
        "last_notice) "
        "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        a.thing, a.concern, a.rule, name(a.severity), a.raised, a.acknowledged, a.acknowledged_by, a.note,
        a.cleared, a.cleared_why, a.value, a.threshold, a.hold.count(), rules::format_evaluated(a.evaluated),
        a.notices, a.escalation_steps, a.first_notice, a.last_notice));
  }

  void add_change(const AlarmChange& change) override {
    run(session_,
        "INSERT INTO alarm_changes(alarm, number, change, at, rule, severity, value, threshold, hold, "
        "person, note) "
        "VALUES (?, (SELECT count(*) FROM alarm_changes WHERE alarm = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change.alarm, change.alarm, name(change.change), change.at, change.rule, name(change.severity),
        change.value, change.threshold, change.hold.count(), change.person, change.note);
  }

  std::vector<AlarmChange> changes_of(const std::vector<AlarmId>& alarms) override {
    std::vector<AlarmChange> out;
    each<AlarmId, Text, Instant, Text, Text, Real, MaybeReal, Int, PersonId, Text>(
        session_,
        "SELECT alarm, change, at, rule, severity, value, threshold, hold, person, note FROM alarm_changes "
        "WHERE alarm IN " +
            id_list(alarms) + " ORDER BY alarm, number",
        values(),
        [&](AlarmId alarm, Text change, Instant at, Text rule, Text severity, Real value, MaybeReal threshold,
            Int hold, PersonId person, Text note) {
          const auto known = parse_alarm_change_kind(change);
          if (!known) return;
          AlarmChange loaded;
          loaded.alarm = alarm;
          loaded.change = *known;
          loaded.at = at;
          loaded.rule = std::move(rule);
          loaded.severity = severity_of(severity);
          loaded.value = value;
          loaded.threshold = threshold;
          loaded.hold = Duration{hold};
          loaded.person = person;
          loaded.note = std::move(note);
          out.push_back(std::move(loaded));
        });
    return out;
  }

  std::optional<Alarm> get(AlarmId id) override { return first(select("id = ?", "", values(id))); }

  std::vector<Alarm> get(const std::vector<AlarmId>& ids) override {
    return select("id IN " + id_list(ids), "ORDER BY id", values());
  }

  std::vector<Alarm> open() override { return select("cleared IS NULL", "ORDER BY id", values()); }

  AlarmPage list(const AlarmQuery& q) override {
    std::string where = q.open_only ? "cleared IS NULL" : "1";
    if (!q.things.empty()) where += " AND thing IN " + id_list(q.things);
    if (q.from) where += " AND raised >= " + std::to_string(q.from->ms);
    if (q.to) where += " AND raised < " + std::to_string(q.to->ms);
    if (q.severity) where += " AND " + is_of(*q.severity);
    AlarmPage page;
    page.count = one<std::int64_t>(session_, "SELECT count(*) FROM alarms WHERE " + where).value_or(0);
    page.alarms = select(where, "ORDER BY raised DESC, id DESC LIMIT ? OFFSET ?", values(q.top, q.skip));
    return page;
  }

 private:
  template <class Cells>
  std::vector<Alarm> select(const std::string& where, const std::string& tail, Cells cells) {
    std::vector<Alarm> out;
    each<AlarmId, ThingId, Text, Text, Text, Instant, MaybeInstant, PersonId, Text, MaybeInstant, Text, Real,
         MaybeReal, Int, Text, int, int, MaybeInstant, MaybeInstant>(
        session_,
        "SELECT id, thing, concern, rule, severity, raised, acknowledged, acknowledged_by, note, cleared, "
        "cleared_why, value, "
        "threshold, hold, evaluated, notices, escalation_steps, first_notice, last_notice FROM alarms "
        "WHERE " +
            where + " " + tail,
        std::move(cells),
        [&](AlarmId id, ThingId thing, Text concern, Text rule, Text severity, Instant raised,
            MaybeInstant acknowledged, PersonId by, Text note, MaybeInstant cleared, Text why, Real value,
            MaybeReal threshold, Int hold, Text evaluated, int notices, int escalation_steps,
            MaybeInstant first_notice, MaybeInstant last_notice) {
          Alarm a;
          a.id = id;
          a.thing = thing;
          a.concern = std::move(concern);
          a.rule = std::move(rule);
          a.severity = severity_of(severity);
          a.raised = raised;
          a.acknowledged = acknowledged;
          a.acknowledged_by = by;
          a.note = std::move(note);
          a.cleared = cleared;
          a.cleared_why = std::move(why);
          a.value = value;
          a.threshold = threshold;
          a.hold = Duration{hold};
          a.evaluated = rules::parse_evaluated(evaluated);
          a.notices = notices;
          a.escalation_steps = escalation_steps;
          a.first_notice = first_notice;
          a.last_notice = last_notice;
          out.push_back(std::move(a));
        });
    return out;
  }
  soci::session& session_;
};

}  // namespace

AlarmStore& alarm_store(sql::Transaction& t) { return t.store<AlarmStore, AlarmsSql>(); }

}  // namespace cunkou::alarms
