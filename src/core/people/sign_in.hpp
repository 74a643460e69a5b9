#pragma once
// Opens a session for an authenticated person (password.hpp), and ends sessions.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"

namespace cunkou::people {

struct SignIn {
  PersonId person;
  std::string user_agent;  // only the kind of device is stored
  std::string address;
};

struct SignedIn {
  SessionId session;
  std::string token;               // for the cookie; stored as a hash
  std::vector<std::string> ended;  // token hashes of older sessions, for Sessions::forget()
};

// Ends the sessions unused for longest beyond limits::sessions_per_person.
SignedIn sign_in(journal::Act&, PersonSessionStore&, const SignIn&);

// Ends one session of a person, the current one (signing out) or another. Returns its token hash, for
// Sessions::forget(). not_found if it belongs to another person.
Result<std::string> end_session(journal::Act&, PersonSessionStore&, PersonId, SessionId);

// Ends all sessions of a person, e.g. after the loss of a phone, and returns their token hashes. not_found
// for an unknown person.
Result<std::vector<std::string>> end_sessions_of(journal::Act&, PeopleStore&, PersonId);

// "Android · WeChat", "Windows · Chrome"; "" if unknown.
std::string browser_of(std::string_view user_agent);

}  // namespace cunkou::people
