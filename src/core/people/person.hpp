#pragma once
// Persons, households, roles, sessions and invitations.

#include <optional>
#include <string>
#include <vector>

#include "access/may.hpp"
#include "base/clock_span.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::people {

struct Person {
  PersonId id;
  std::string phone;  // normalised: 11 digits
  std::string name;
  std::string language = "zh";  // "zh" or "en"
  bool elder_mode = false;
  Instant created;
};

struct Household {
  HouseholdId id;
  std::string name;
  PlaceId place;                   // a village or a group
  std::optional<ClockSpan> quiet;  // hours in which only danger is notified
};

// Subjects of journal entries.
inline std::string subject(PersonId id) { return "person:" + std::to_string(id.value); }
inline std::string subject(InvitationId id) { return "invitation:" + std::to_string(id.value); }
inline std::string subject(HouseholdId id) { return "household:" + std::to_string(id.value); }

inline Error no_such_household() { return not_found({"没有这一户", "There is no such household"}); }

// A role of a person: on a subtree of places or in a household.
struct HeldRole {
  RoleId id;
  PersonId person;
  access::Role role = access::Role::family;
  PlaceId place;
  HouseholdId household;
  Instant given;
  PersonId given_by;  // 0: the program
};

struct Session {
  SessionId id;
  PersonId person;
  std::string token_hash;  // hex SHA-256; only the person's cookie holds the token
  std::string device;      // "Android · WeChat", from the User-Agent
  std::string address;
  Instant created;
  Instant last_seen;
};

struct Invitation {
  InvitationId id;
  std::string code_hash;  // hex SHA-256
  access::Role role = access::Role::family;
  PlaceId place;
  HouseholdId household;
  std::string name;  // the invited person's name, as given by the inviter; may be empty
  PersonId invited_by;
  Instant created;
  Instant expires;
  std::optional<Instant> ended;  // accepted or withdrawn
};

}  // namespace cunkou::people
