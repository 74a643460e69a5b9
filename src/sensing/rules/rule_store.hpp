#pragma once
// Persistence interface for rule states and household overrides. Used by one thread at a time; throws when
// the database fails.

#include <span>
#include <vector>

#include "sensing/rules/rule.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::rules {

class RuleStore {
 public:
  virtual ~RuleStore() = default;

  virtual std::vector<RuleState> states() = 0;              // of all things
  virtual void put_states(std::span<const RuleState>) = 0;  // upsert by (thing, rule) in one transaction

  virtual std::vector<RuleOverride> overrides() = 0;   // of all things
  virtual void put_override(const RuleOverride&) = 0;  // upsert by (thing, rule)
  virtual void remove_override(ThingId, std::string_view rule) = 0;

  virtual void forget(ThingId) = 0;  // deletes states and overrides of a deleted thing
};

RuleStore& rule_store(sql::Transaction&);

}  // namespace cunkou::rules
