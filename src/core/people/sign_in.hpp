#pragma once
// Opens a session for a person who has proven to be it (password.hpp), and ends sessions.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

struct SignIn {
  PersonId person;
  std::string user_agent;  // of which only the kind of device is kept
  std::string address;
};

struct SignedIn {
  SessionId session;
  std::string token;               // for the cookie; stored hashed
  std::vector<std::string> ended;  // token hashes of older sessions, for Sessions::forget()
};

// Over limits::sessions_per_person the longest unseen ones end.
SignedIn sign_in(journal::Act&, PeopleStore&, const SignIn&);

// Ends one of a person's sessions, the present one (signing out) or another. Returns its token's hash, for
// Sessions::forget(). Not found if it is not theirs.
Result<std::string> end_session(journal::Act&, PeopleStore&, PersonId, SessionId);

// All sessions of a person, for who has lost a phone: their tokens' hashes. Not found if there is no such
// person.
Result<std::vector<std::string>> end_sessions_of(journal::Act&, PeopleStore&, PersonId);

std::string device_kind(
    std::string_view user_agent);  // "Android · WeChat", "Windows · Chrome"; "" if unknown

}  // namespace cunkou::people
