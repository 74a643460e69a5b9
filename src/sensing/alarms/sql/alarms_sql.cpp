#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/alarms/alarm_store.hpp"

namespace cunkou::alarms {
namespace {

using namespace sql;

using SeverityWord = Word<rules::severity_or_danger>;

// As severity_or_danger().
std::string is_of(rules::Severity severity) {
  if (severity == rules::Severity::danger) return "severity NOT IN ('watch', 'no_data')";
  return "severity = '" + std::string(name(severity)) + "'";
}

struct EvaluatedText {
  using Stored = Text;
  static Text stored(const std::vector<rules::EvaluatedReading>& evaluated) {
    return rules::format_evaluated(evaluated);
  }
  static auto value(const Text& text) { return std::optional(rules::parse_evaluated(text)); }
};

constexpr auto alarm_table = table<Alarm>(
    "alarms", fixed_column("thing", &Alarm::thing), column("concern", &Alarm::concern),
    column("rule", &Alarm::rule), column<SeverityWord>("severity", &Alarm::severity),
    fixed_column("raised", &Alarm::raised), column("acknowledged", &Alarm::acknowledged),
    column("acknowledged_by", &Alarm::acknowledged_by), column("note", &Alarm::note),
    column("cleared", &Alarm::cleared), column("cleared_why", &Alarm::cleared_why),
    column("value", &Alarm::value), column("threshold", &Alarm::threshold),
    column<Milliseconds>("hold", &Alarm::hold), column<EvaluatedText>("evaluated", &Alarm::evaluated),
    column("notices", &Alarm::notices), column("escalation_steps", &Alarm::escalation_steps),
    column("first_notice", &Alarm::first_notice), column("last_notice", &Alarm::last_notice));

constexpr auto change_table = table<AlarmChange>(
    "alarm_changes", column("alarm", &AlarmChange::alarm),
    column<Word<parse_alarm_change_kind>>("change", &AlarmChange::change), column("at", &AlarmChange::at),
    column("rule", &AlarmChange::rule), column<SeverityWord>("severity", &AlarmChange::severity),
    column("value", &AlarmChange::value), column("threshold", &AlarmChange::threshold),
    column<Milliseconds>("hold", &AlarmChange::hold), column("person", &AlarmChange::person),
    column("note", &AlarmChange::note));

class AlarmsSql final : public AlarmStore {
 public:
  explicit AlarmsSql(soci::session& session) : session_(session) {}

  AlarmId put(const Alarm& alarm) override { return put_row(session_, alarm_table, alarm); }

  void add_change(const AlarmChange& change) override {
    append_row(session_, change_table, change, "alarm", change.alarm);
  }

  std::vector<AlarmChange> changes_of(const std::vector<AlarmId>& alarms) override {
    return select_rows(session_, change_table, "alarm IN " + id_list(alarms) + " ORDER BY alarm, number",
                       values());
  }

  std::optional<Alarm> get(AlarmId id) override { return first(select("id = ?", values(id))); }

  std::vector<Alarm> get(const std::vector<AlarmId>& ids) override {
    return select("id IN " + id_list(ids) + " ORDER BY id", values());
  }

  std::vector<Alarm> open() override { return select("cleared IS NULL ORDER BY id", values()); }

  AlarmPage list(const AlarmQuery& q) override {
    std::string where = q.open_only ? "cleared IS NULL" : "TRUE";
    if (!q.things.empty()) where += " AND thing IN " + id_list(q.things);
    if (q.from) where += " AND raised >= " + std::to_string(q.from->ms);
    if (q.to) where += " AND raised < " + std::to_string(q.to->ms);
    if (q.severity) where += " AND " + is_of(*q.severity);
    AlarmPage page;
    page.count = one<std::int64_t>(session_, "SELECT count(*) FROM alarms WHERE " + where).value_or(0);
    page.alarms = select(where + " ORDER BY raised DESC, id DESC LIMIT ? OFFSET ?", values(q.top, q.skip));
    return page;
  }

 private:
  template <class Cells>
  std::vector<Alarm> select(const std::string& where, Cells cells) {
    return select_rows(session_, alarm_table, where, std::move(cells));
  }
  soci::session& session_;
};

}  // namespace

AlarmStore& alarm_store(sql::Transaction& t) { return t.store<AlarmStore, AlarmsSql>(); }

}  // namespace cunkou::alarms
