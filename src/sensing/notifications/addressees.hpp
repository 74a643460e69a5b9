#pragma once
// The people and channels that notices about a thing may reach.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {

struct Addressee {
  PersonId person;
  std::string phone;
};

struct Addressees {
  std::string thing_name, place_name;                    // of the thing
  std::map<std::string, std::vector<Addressee>> people;  // by escalation step, each person once
  std::vector<Channel> channels;  // of the thing's place, then of those above it; of any least severity
};

class AddresseeStore {
 public:
  virtual ~AddresseeStore() = default;
  virtual Addressees of(ThingId) = 0;  // empty for an unknown thing
};

std::unique_ptr<AddresseeStore> addressee_store(sql::Transaction&);  // valid until the transaction ends

}  // namespace cunkou::notifications
