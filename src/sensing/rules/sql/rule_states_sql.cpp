#include <unordered_set>

#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/rules/rule_state_store.hpp"

namespace cunkou::rules {
namespace {

using namespace sql;

// A row of an unknown phase is left out: as of a rule without a state.
constexpr auto state_table =
    table<RuleState>("rule_states", column("thing", &RuleState::thing), column("rule", &RuleState::rule),
                     column<Word<parse_phase>>("phase", &RuleState::phase),
                     column("since", &RuleState::since), column("seen", &RuleState::seen),
                     column("anchor", &RuleState::anchor), column("anchor_at", &RuleState::anchor_at));

class RuleStatesSql final : public RuleStateStore {
 public:
  explicit RuleStatesSql(soci::session& session) : session_(session) {}

  std::vector<RuleState> all() override { return select_rows(session_, state_table, "TRUE", values()); }

  void put(std::span<const RuleState> states) override {
    std::vector<ThingId> things;
    for (const auto& state : states) things.push_back(state.thing);
    std::unordered_set<ThingId> known;
    each<ThingId>(session_, "SELECT id FROM things WHERE id IN " + id_list(things), values(),
                  [&](ThingId thing) { known.insert(thing); });
    for (const auto& state : states)
      if (known.contains(state.thing)) replace_row(session_, state_table, "thing, rule", state);
  }

  void forget(ThingId thing) override { run(session_, "DELETE FROM rule_states WHERE thing = ?", thing); }

 private:
  soci::session& session_;
};

}  // namespace

RuleStateStore& rule_state_store(sql::Transaction& t) { return t.store<RuleStateStore, RuleStatesSql>(); }

}  // namespace cunkou::rules
