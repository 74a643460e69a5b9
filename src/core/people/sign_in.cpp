#include "core/people/sign_in.hpp"

#include <array>

#include "core/people/limits.hpp"
#include "core/people/secret.hpp"

namespace cunkou::people {
namespace {

using Sign = std::pair<std::string_view, std::string_view>;  // token in the User-Agent, displayed name

// Order matters: an Android browser also names Linux and Safari, Edge also names Chrome.
constexpr std::array systems{Sign{"HarmonyOS", "HarmonyOS"}, Sign{"OpenHarmony", "HarmonyOS"},
                             Sign{"Android", "Android"},     Sign{"iPhone", "iPhone"},
                             Sign{"iPad", "iPad"},           Sign{"Windows", "Windows"},
                             Sign{"Macintosh", "Mac"},       Sign{"Linux", "Linux"}};
constexpr std::array browsers{Sign{"MicroMessenger", "WeChat"}, Sign{"Edg", "Edge"},
                              Sign{"Firefox", "Firefox"},       Sign{"Chrome", "Chrome"},
                              Sign{"Safari", "Safari"},         Sign{"curl", "curl"}};

template <std::size_t N>
std::string_view first_of(const std::array<Sign, N>& signs, std::string_view text) {
  for (const auto& [sign, called] : signs)
    if (text.find(sign) != text.npos) return called;
  return {};
}

std::vector<std::string> end_oldest(PersonSessionStore& sessions, PersonId person) {
  std::vector<std::string> ended;
  const auto open = sessions.sessions_of(person);
  for (std::size_t i = limits::sessions_per_person - 1; i < open.size(); ++i) {
    sessions.end_session(open[i].id);
    ended.push_back(open[i].token_hash);
  }
  return ended;
}

}  // namespace

SignedIn sign_in(journal::Act& act, PersonSessionStore& sessions, const SignIn& by) {
  auto ended = end_oldest(sessions, by.person);
  const auto token = new_session_token();
  const auto id = sessions.add_session({{},
                                        by.person,
                                        hash_secret(token),
                                        browser_of(by.user_agent),
                                        by.address.substr(0, 64),
                                        act.at,
                                        act.at});
  act.record("sign_in", subject(by.person));
  return {id, token, std::move(ended)};
}

Result<std::string> end_session(journal::Act& act, PersonSessionStore& sessions, PersonId person,
                                SessionId id) {
  const auto session = sessions.session(id);
  if (!session || session->person != person)
    return not_found({"这个登录已经结束", "This session has ended already"});
  sessions.end_session(id);
  act.record("end_session", subject(person));
  return session->token_hash;
}

Result<std::vector<std::string>> end_sessions_of(journal::Act& act, PeopleStore& people, PersonId person) {
  if (!people.person(person)) return not_found({"没有这个人", "There is no such person"});
  auto ended = people.end_sessions_of(person, SessionId());
  act.record("end_sessions", subject(person));
  return ended;
}

std::string browser_of(std::string_view user_agent) {
  const auto system = first_of(systems, user_agent), browser = first_of(browsers, user_agent);
  std::string names(system);
  if (!system.empty() && !browser.empty()) names += " · ";
  return names.append(browser);
}

}  // namespace cunkou::people
