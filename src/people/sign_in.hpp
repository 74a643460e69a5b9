#pragma once
// Opens a session for a person who has proven to be it (password.hpp), and ends sessions.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/act.hpp"
#include "people/people_store.hpp"

namespace cunkou::people {

struct SignIn {
  PersonId person;
  std::string user_agent;  // of which only the kind of device is kept
  std::string address;
};

struct SignedIn {
  SessionId session;
  std::string token;  // for the cookie; stored hashed
};

SignedIn sign_in(journal::Act&, PeopleStore&, const SignIn&);

// Ends one of a person's sessions, the present one (signing out) or another. Returns its token's hash, for
// Sessions::forget(). Not found if it is not theirs.
Result<std::string> end_session(journal::Act&, PeopleStore&, PersonId, SessionId);

std::string device_kind(
    std::string_view user_agent);  // "Android · WeChat", "Windows · Chrome"; "" if unknown

}  // namespace cunkou::people
