#pragma once
// Interface of people to a database; implemented in sql/people_sql.cpp. An instance belongs to one
// transaction and one thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::people {

struct PeopleFilter {
  std::vector<std::string>
      under;  // paths: persons with a role in or below one of them, or in a household there
  // Part of a name, or the part of a phone number that is shown: the whole number or its last four digits;
  // empty: all.
  std::string q;
  std::size_t top = 100, skip = 0;
};

struct ListedPerson {
  Person person;
  std::vector<HeldRole> roles;
  std::optional<Instant> last_seen;
};

struct PeoplePage {
  std::int64_t count = 0;            // number of matches
  std::vector<ListedPerson> people;  // by name
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  // Persons.
  virtual std::optional<Person> person(PersonId) = 0;
  virtual std::optional<Person> person_by_phone(std::string_view phone) = 0;
  virtual PersonId put_person(
      const Person&) = 0;  // id 0: inserts a person without a password, who cannot sign in yet
  virtual std::string password(PersonId) = 0;  // as written by libsodium's crypto_pwhash_str; "": none
  virtual void set_password(PersonId, std::string_view) = 0;
  virtual PeoplePage list(const PeopleFilter&) = 0;

  // Roles that have not ended.
  virtual std::optional<HeldRole> role(RoleId) = 0;
  virtual std::vector<HeldRole> roles_of(PersonId) = 0;
  virtual std::vector<HeldRole> roles_in(HouseholdId) = 0;
  virtual std::vector<HeldRole> roles_at(PlaceId) = 0;  // on exactly that place
  virtual std::vector<HeldRole> operators() = 0;
  virtual std::vector<access::Grant> grants_of(PersonId) = 0;  // like roles_of, with place paths, for may()
  virtual RoleId add_role(const HeldRole&) = 0;                // returns the existing role if it is the same
  virtual void end_role(RoleId, Instant) = 0;

  // Households.
  virtual std::optional<Household> household(HouseholdId) = 0;
  virtual std::vector<Household> households(std::string_view under_path) = 0;  // "/": all; by name
  virtual HouseholdId put_household(const Household&) = 0;                     // id 0: inserts
  virtual bool has_members(HouseholdId) = 0;  // whether it ever had a member or an invitation
  virtual void remove(HouseholdId) = 0;       // only if nothing refers to it

  // Sessions.
  virtual std::optional<Session> session(SessionId) = 0;
  virtual std::optional<Session> session_by_hash(std::string_view token_hash) = 0;
  virtual std::vector<Session> sessions_of(PersonId) = 0;  // latest seen first
  virtual SessionId add_session(const Session&) = 0;
  virtual void seen(SessionId, Instant) = 0;
  virtual void end_session(SessionId) = 0;
  virtual std::vector<std::string> end_sessions_of(PersonId,
                                                   SessionId but) = 0;  // returns their token hashes

  // Invitations.
  virtual std::optional<Invitation> invitation(InvitationId) = 0;
  virtual std::optional<Invitation> invitation_by_hash(std::string_view code_hash) = 0;
  virtual std::vector<Invitation> open_invitations(Instant now) = 0;  // newest first
  virtual InvitationId add_invitation(const Invitation&) = 0;
  virtual void end_invitation(InvitationId, Instant, PersonId accepted_by) = 0;  // 0: withdrawn
};

PeopleStore& people_store(sql::Transaction&);

}  // namespace cunkou::people
