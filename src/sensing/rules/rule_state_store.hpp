#pragma once
// Persistence interface for the states of rules. Used by one thread at a time; throws when the database
// fails.

#include <span>
#include <vector>

#include "sensing/rules/rule.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::rules {

class RuleStateStore {
 public:
  virtual ~RuleStateStore() = default;

  virtual std::vector<RuleState> all() = 0;          // of all things
  virtual void put(std::span<const RuleState>) = 0;  // upsert by (thing, rule)
  virtual void forget(ThingId) = 0;                  // when the thing is deleted
};

RuleStateStore& rule_state_store(sql::Transaction&);

}  // namespace cunkou::rules
