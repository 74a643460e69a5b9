#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::rules {
namespace {

using namespace sql;

class RuleStatesSql final : public RuleStateStore {
 public:
  explicit RuleStatesSql(soci::session& session) : session_(session) {}

  std::vector<RuleState> all() override {
    std::vector<RuleState> out;
    each<ThingId, Text, Text, Instant, Instant, Real, Instant>(
        session_, "SELECT thing, rule, phase, since, seen, anchor, anchor_at FROM rule_states", values(),
        [&](ThingId thing, Text rule, Text phase, Instant since, Instant seen, Real anchor,
            Instant anchor_at) {
          const auto known = parse_phase(phase);
          if (!known) return;  // as of a rule without a state
          RuleState state;
          state.thing = thing;
          state.rule = std::move(rule);
          state.phase = *known;
          state.since = since;
          state.seen = seen;
          state.anchor = anchor;
          state.anchor_at = anchor_at;
          out.push_back(std::move(state));
        });
    return out;
  }

  void put(std::span<const RuleState> states) override {
    for (const auto& s : states)
      run(session_,
          "INSERT OR REPLACE INTO rule_states(thing, rule, phase, since, seen, anchor, anchor_at) "
          "SELECT ?,?,?,?,?,?,? WHERE EXISTS (SELECT 1 FROM things WHERE id = ?)",
          s.thing, s.rule, name(s.phase), s.since, s.seen, s.anchor, s.anchor_at, s.thing);
  }

  void forget(ThingId thing) override { run(session_, "DELETE FROM rule_states WHERE thing = ?", thing); }

 private:
  soci::session& session_;
};

}  // namespace

RuleStateStore& rule_state_store(sql::Transaction& t) { return t.store<RuleStateStore, RuleStatesSql>(); }

}  // namespace cunkou::rules
