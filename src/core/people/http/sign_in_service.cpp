#include "core/people/http/sign_in_service.hpp"

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/change_me.hpp"
#include "core/people/http/person_json.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/limits.hpp"
#include "core/people/password.hpp"
#include "core/people/people_store.hpp"
#include "core/people/phone.hpp"
#include "core/people/secret.hpp"
#include "core/people/sessions.hpp"
#include "core/people/sign_in.hpp"
#include "core/people/trusted_device.hpp"
#include "platform/http/body.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::people {
namespace {

namespace json = boost::json;
using http::Body;
using http::field_problem;
using http::Request;
using http::Respond;
using http::Response;
using http::response_of;

Response please_wait(const Request& request, Duration wait) {
  const auto seconds = (wait.count() + 999) / 1000;
  const auto minutes = std::to_string((seconds + 59) / 60);
  auto response = Response::problem(
      {Code::too_many,
       format_label("试的次数太多，请{}分钟后再试", "Too many attempts: try again in {} min", minutes)},
      http::language_of(request));
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

template <class T>
Result<void> without_value(const Result<T>& result) {
  return result ? Result<void>() : result.error();
}

bool is_known(const Request& request, const std::string& password_hash) {
  return is_trusted_device_cookie(trusted_device_cookie(request), password_hash);
}

void trust_device(Response& response, const Request& request, const std::string& password_hash) {
  if (!is_known(request, password_hash))
    set_trusted_device_cookie(response, request, new_trusted_device_cookie(password_hash));
}

const Error wrong_sign_in{Code::unauthenticated,
                          {"手机号或密码不对", "The phone number or the password is wrong"}};
const Error wrong_old_password = invalid({"原密码不对", "The present password is wrong"});
const Error wrong_account_password =
    invalid({"这个手机号已有账号，请填写它的密码", "This number has an account already: enter its password"});

}  // namespace

// The request is valid until it is answered.
void SignInService::take(const Request& request, const Respond& respond,
                         const std::function<Result<Prepared>()>& prepare) {
  Work work;
  auto response = response_of(request, [&]() -> Result<Response> {
    CUNKOU_TRY_VALUE(prepared, prepare());
    work = std::move(prepared.work);
    return prepared.response.value_or(Response{});
  });
  if (!work) return respond(std::move(response));
  const auto posted = hashing_.post([&request, respond, work] { respond(response_of(request, work)); });
  if (!posted) respond(please_wait(request, seconds(5)));
}

SignInService::Account SignInService::account_of(std::string_view phone) {
  return parts_.database
      .read([&](sql::Transaction& t) -> Result<Account> {
        const auto person = people_store(t).person_by_phone(phone);
        if (!person) return Account{};
        return Account{person->id, people_store(t).password(person->id)};
      })
      .value();
}

std::string SignInService::phone_of(PersonId id) {
  return parts_.database
      .read([&](sql::Transaction& t) -> Result<std::string> {
        const auto person = people_store(t).person(id);
        return person ? person->phone : std::string();
      })
      .value();
}

std::optional<Response> SignInService::wait_first(const Request& request, const std::string& phone,
                                                  const Account& account) {
  const auto now = parts_.clock.now();
  const auto wait = is_known(request, account.password_hash)
                        ? throttle_.count_trusted(trusted_device_cookie(request), now)
                        : throttle_.count(phone, request.remote, now);
  if (!wait) return std::nullopt;
  return please_wait(request, *wait);
}

void SignInService::was_good(const Request& request, const std::string& phone, const Account& account) {
  if (is_known(request, account.password_hash))
    return throttle_.trusted_was_good(trusted_device_cookie(request));
  throttle_.was_good(phone, request.remote);
}

SignInService::Opened SignInService::open_session(const Request& request, PersonId person, journal::Act& act,
                                                  sql::Transaction& t) {
  act.who = person;
  auto opened = people::sign_in(act, people_store(t),
                                {person, std::string(request.header("user-agent")), request.remote});
  const auto known = find_session(people_store(t), hash_secret(opened.token));
  auto response = Response::json(me_json(t, known->who));
  set_session_cookie(response, request, opened.token);
  trust_device(response, request, people_store(t).password(person));
  return {std::move(response), std::move(opened.ended)};
}

Result<Response> SignInService::response_to(Result<Opened> opened) {
  if (!opened) return opened.error();
  for (const auto& token_hash : opened->ended) parts_.sessions.forget(token_hash);
  return std::move(opened->response);
}

void SignInService::sign_in(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return Result<Prepared>(prepare_sign_in(request)); });
}

SignInService::Prepared SignInService::prepare_sign_in(const Request& request) {
  Body body(request);
  const auto phone = normalised_phone(body.text("phone"));
  const auto password = body.text("password");
  if (auto refusal = body.refusal()) return {refusal, {}};
  const auto account = account_of(phone);
  if (auto wait = wait_first(request, phone, account)) return {wait, {}};
  if (password.size() > limits::password_bytes_max)
    return {Response::problem(wrong_sign_in, http::language_of(request)), {}};
  return {{}, [this, &request, phone, password, account]() -> Result<Response> {
            if (!password_matches(account.password_hash, password)) return wrong_sign_in;
            was_good(request, phone, account);
            return response_to(parts_.database.write([&](sql::Transaction& t) -> Result<Opened> {
              if (people_store(t).password(account.person) != account.password_hash) return wrong_sign_in;
              auto act = journal::act_of(parts_.clock, request, t);
              return open_session(request, account.person, act, t);
            }));
          }};
}

void SignInService::change_password(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return Result<Prepared>(prepare_password(request)); });
}

SignInService::Prepared SignInService::prepare_password(const Request& request) {
  Body body(request);
  const auto old = body.text("old"), wanted = body.text("new");
  if (auto refusal = body.refusal()) return {refusal, {}};
  const auto phone = phone_of(request.who.person);
  if (const auto checked = check_password_form(wanted, phone); !checked)
    return {field_problem(request, "new", checked.error()), {}};
  const auto account = account_of(phone);
  if (auto wait = wait_first(request, phone, account)) return {wait, {}};
  return {{}, [this, &request, phone, old, wanted, account]() -> Result<Response> {
            if (!password_matches(account.password_hash, old))
              return field_problem(request, "old", wrong_old_password);
            was_good(request, phone, account);
            const auto hash = hash_password(wanted);
            const auto ended =
                parts_.database.write([&](sql::Transaction& t) -> Result<std::vector<std::string>> {
                  auto act = journal::act_of(parts_.clock, request, t);
                  return people::change_password(act, people_store(t),
                                                 {request.who.session, account.password_hash, hash});
                });
            if (!ended) return field_problem(request, "old", ended.error());
            for (const auto& token_hash : *ended) parts_.sessions.forget(token_hash);
            auto response = Response::empty();
            trust_device(response, request, hash);
            return response;
          }};
}

Result<Invitation> SignInService::invitation_of(const Request& request) {
  return parts_.database.read([&](sql::Transaction& t) {
    return find_invitation(people_store(t), request.param("code"), parts_.clock.now());
  });
}

Result<Response> SignInService::show_invitation(const Request& request) {
  if (const auto wait = throttle_.count_code(request.remote, parts_.clock.now()))
    return please_wait(request, *wait);
  CUNKOU_TRY_VALUE(invitation, invitation_of(request));
  throttle_.code_was_good(request.remote);
  return parts_.database.read([&](sql::Transaction& t) -> Result<Response> {
    const auto inviter = people_store(t).person(invitation.invited_by);
    return Response::json(json::object{{"role", name(invitation.role)},
                                       {"place", place_ref(t, invitation.place)},
                                       {"household", household_ref(t, invitation.household)},
                                       {"invitedBy", inviter ? inviter->name : "村口"},
                                       {"expiresAt", to_iso(invitation.expires)}});
  });
}

void SignInService::accept_invitation(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return prepare_acceptance(request); });
}

Result<SignInService::Prepared> SignInService::prepare_acceptance(const Request& request) {
  if (const auto wait = throttle_.count_code(request.remote, parts_.clock.now()))
    return Prepared{please_wait(request, *wait), {}};
  if (const auto invitation = invitation_of(request); !invitation) return invitation.error();
  throttle_.code_was_good(request.remote);
  Body body(request);
  Acceptance by{std::string(request.param("code")),
                body.optional_text("name").value_or(""),
                body.text("phone"),
                body.text("password"),
                {}};
  by.phone = normalised_phone(by.phone);
  by.account = account_of(by.phone);
  if (!by.account.person) {
    body.check("name", without_value(parse_name(by.name)));
    body.check("phone", without_value(parse_phone(by.phone)));
    body.check("password", check_password_form(by.password, by.phone));
  }
  if (auto refusal = body.refusal()) return Prepared{refusal, {}};
  if (!by.account.person) return prepare_newcomer(request, std::move(by));
  if (auto wait = wait_first(request, by.phone, by.account)) return Prepared{wait, {}};
  return Prepared{{}, [this, &request, by]() -> Result<Response> {
                    if (!password_matches(by.account.password_hash, by.password))
                      return field_problem(request, "password", wrong_account_password);
                    was_good(request, by.phone, by.account);
                    return accept(request, by, "");
                  }};
}

SignInService::Prepared SignInService::prepare_newcomer(const Request& request, Acceptance by) {
  return {{}, [this, &request, by] { return accept(request, by, hash_password(by.password)); }};
}

Result<Response> SignInService::accept(const Request& request, const Acceptance& by,
                                       const std::string& new_password_hash) {
  auto opened = parts_.database.write([&](sql::Transaction& t) -> Result<Opened> {
    auto act = journal::act_of(parts_.clock, request, t);
    act.who = by.account.person;
    if (by.account.person && people_store(t).password(by.account.person) != by.account.password_hash)
      return wrong_account_password;
    const auto person =
        people::accept_invitation(act, people_store(t),
                                  {by.code, by.account.person, by.name, by.phone, new_password_hash,
                                   std::string(http::language_of(request))});
    if (!person) return person.error();
    return open_session(request, *person, act, t);
  });
  if (by.account.person) parts_.sessions.forget(by.account.person);
  return response_to(std::move(opened));
}

}  // namespace cunkou::people
