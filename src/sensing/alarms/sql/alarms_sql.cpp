#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms {
namespace {

using namespace sql;

class AlarmsSql final : public AlarmStore {
 public:
  explicit AlarmsSql(soci::session& session) : session_(session) {}

  AlarmId put(const Alarm& a) override {
    if (a.id) {
      run(session_,
          "UPDATE alarms SET rule=?, severity=?, acknowledged=?, acknowledged_by=?, note=?, cleared=?, "
          "cleared_why=?, value=?, "
          "threshold=?, hold=?, evaluated=?, notices=?, escalation_steps=?, first_notice=?, last_notice=? "
          "WHERE id=?",
          a.rule, name(a.severity), a.acknowledged, a.acknowledged_by, a.note, a.cleared, a.cleared_why,
          a.value, a.threshold, a.hold.count(), rules::format_evaluated(a.evaluated), a.notices,
          a.escalation_steps, a.first_notice, a.last_notice, a.id);
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

  void add_step(const AlarmStep& s) override {
    run(session_,
        "INSERT INTO alarm_steps(alarm, number, change, at, rule, severity, value, threshold, hold, person, "
        "note) VALUES (?, (SELECT count(*) FROM alarm_steps WHERE alarm = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        s.alarm, s.alarm, name(s.change), s.at, s.rule, name(s.severity), s.value, s.threshold,
        s.hold.count(), s.person, s.note);
  }

  std::vector<AlarmStep> steps_of(const std::vector<AlarmId>& alarms) override {
    using I = std::int64_t;
    using S = std::string;
    std::vector<AlarmStep> out;
    each<I, S, I, S, S, double, std::optional<double>, I, I, S>(
        session_,
        "SELECT alarm, change, at, rule, severity, value, threshold, hold, person, note FROM alarm_steps "
        "WHERE alarm IN " +
            id_list(alarms) + " ORDER BY alarm, number",
        values(),
        [&](I alarm, S change, I at, S rule, S severity, double value, std::optional<double> threshold,
            I hold, I person, S note) {
          AlarmStep s;
          s.alarm = AlarmId(alarm);
          s.change = parse_alarm_change(change).value_or(AlarmChange::raised);
          s.at = {at};
          s.rule = std::move(rule);
          s.severity = rules::parse_severity(severity).value_or(rules::Severity::watch);
          s.value = value;
          s.threshold = threshold;
          s.hold = Duration{hold};
          s.person = PersonId(person);
          s.note = std::move(note);
          out.push_back(std::move(s));
        });
    return out;
  }

  std::optional<Alarm> get(AlarmId id) override {
    auto found = select("id = ?", "", values(id));
    if (found.empty()) return {};
    return std::move(found.front());
  }

  std::vector<Alarm> open() override { return select("cleared IS NULL", "ORDER BY id", values()); }

  AlarmPage list(const AlarmQuery& q) override {
    std::string where = q.open_only ? "cleared IS NULL" : "1";
    if (!q.things.empty()) where += " AND thing IN " + id_list(q.things);
    if (q.from) where += " AND raised >= " + std::to_string(q.from->ms);
    if (q.to) where += " AND raised < " + std::to_string(q.to->ms);
    if (q.severity) where += " AND severity = '" + std::string(name(*q.severity)) + "'";
    AlarmPage page;
    page.count = one<std::int64_t>(session_, "SELECT count(*) FROM alarms WHERE " + where).value_or(0);
    page.alarms = select(where, "ORDER BY raised DESC, id DESC LIMIT ? OFFSET ?", values(q.top, q.skip));
    return page;
  }

 private:
  template <class Cells>
  std::vector<Alarm> select(const std::string& where, const std::string& tail, Cells cells) {
    using I = std::int64_t;
    using OI = std::optional<std::int64_t>;
    using S = std::string;
    std::vector<Alarm> out;
    const auto at = [](OI ms) { return ms ? std::optional(Instant{*ms}) : std::nullopt; };
    each<I, I, S, S, S, I, OI, I, S, OI, S, double, std::optional<double>, I, S, I, I, OI, OI>(
        session_,
        "SELECT id, thing, concern, rule, severity, raised, acknowledged, acknowledged_by, note, cleared, "
        "cleared_why, value, "
        "threshold, hold, evaluated, notices, escalation_steps, first_notice, last_notice FROM alarms "
        "WHERE " +
            where + " " + tail,
        std::move(cells),
        [&](I id, I thing, S concern, S rule, S severity, I raised, OI acknowledged, I by, S note, OI cleared,
            S why, double value, std::optional<double> threshold, I hold, S evaluated, I notices,
            I escalation_steps, OI first, OI last) {
          Alarm a;
          a.id = AlarmId(id);
          a.thing = ThingId(thing);
          a.concern = std::move(concern);
          a.rule = std::move(rule);
          a.severity = rules::parse_severity(severity).value_or(rules::Severity::watch);
          a.raised = {raised};
          a.acknowledged = at(acknowledged);
          a.acknowledged_by = PersonId(by);
          a.note = std::move(note);
          a.cleared = at(cleared);
          a.cleared_why = std::move(why);
          a.value = value;
          a.threshold = threshold;
          a.hold = Duration{hold};
          a.evaluated = rules::parse_evaluated(evaluated);
          a.notices = static_cast<int>(notices);
          a.escalation_steps = static_cast<int>(escalation_steps);
          a.first_notice = at(first);
          a.last_notice = at(last);
          out.push_back(std::move(a));
        });
    return out;
  }
  soci::session& session_;
};

}  // namespace

AlarmStore& alarm_store(sql::Transaction& t) { return t.store<AlarmStore, AlarmsSql>(); }

}  // namespace cunkou::alarms
