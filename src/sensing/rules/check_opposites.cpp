#include "sensing/rules/check_opposites.hpp"

#include <fmt/format.h>

#include "sensing/rules/fill_message.hpp"

namespace cunkou::rules {
namespace {

constexpr agronomy::Segment segments[] = {agronomy::Segment::morning, agronomy::Segment::afternoon,
                                          agronomy::Segment::evening, agronomy::Segment::late_night};

bool are_opposite(const Rule& a, const Rule& b) {
  const bool sides =
      (a.kind == Kind::below && b.kind == Kind::above) || (a.kind == Kind::above && b.kind == Kind::below);
  return sides && a.quantity == b.quantity;
}

Error too_near(const Rule& rule, const Rule& other, double limit) {
  const bool below = rule.kind == Kind::below;
  const auto number = fill("{n}", {{"n", limit}});
  const auto& [zh, en] = other.label;
  return below ? invalid({fmt::format("「{0}」高于 {1} 就告警，这里请写小于 {1} 的数", zh, number),
                          fmt::format("\"{0}\" warns above {1}: write a number under {1} here", en, number)})
               : invalid({fmt::format("「{0}」低于 {1} 就告警，这里请写大于 {1} 的数", zh, number),
                          fmt::format("\"{0}\" warns below {1}: write a number over {1} here", en, number)});
}

}  // namespace

Result<void> check_opposites(const RuleSet& set, const Rule& rule, const RuleOverride& wanted,
                             const OwnOf& own_of, const agronomy::Requirements& present) {
  if (!wanted.threshold && !wanted.enabled) return {};
  for (const auto& other : set.rules) {
    if (!are_opposite(rule, other)) continue;
    for (const auto segment : segments) {
      const agronomy::Requirements in_force{present.crop, present.stage, segment};
      if (!agronomy::holds_in(rule.period, segment) || !agronomy::holds_in(other.period, segment)) continue;
      const auto mine = setting_for(rule, in_force, &wanted);
      const auto theirs = setting_for(other, in_force, own_of(other.code));
      if (!mine || !theirs || !mine->enabled || !theirs->enabled) continue;
      if (!mine->threshold || !theirs->threshold) continue;
      const double gap = rule.kind == Kind::below ? *theirs->threshold - *mine->threshold
                                                  : *mine->threshold - *theirs->threshold;
      if (!(gap > 0)) return too_near(rule, other, *theirs->threshold);
    }
  }
  return {};
}

}  // namespace cunkou::rules
