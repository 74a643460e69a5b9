#include "core/people/http/sign_in_service.hpp"

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "core/journal/act_of.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/accept_second_factor.hpp"
#include "core/people/change_me.hpp"
#include "core/people/http/person_json.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/limits.hpp"
#include "core/people/password.hpp"
#include "core/people/people_store.hpp"
#include "core/people/phone.hpp"
#include "core/people/secret.hpp"
#include "core/people/sessions.hpp"
#include "core/people/set_up_second_factor.hpp"
#include "core/people/sign_in.hpp"
#include "core/people/totp.hpp"
#include "core/people/trusted_device.hpp"
#include "core/people/turn_off_second_factor.hpp"
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

template <class T>
Result<void> without_value(const Result<T>& result) {
  return result ? Result<void>() : result.error();
}

void trust_device(Response& response, const Request& request, const std::string& password_hash) {
  const auto cookie = trusted_device_cookie(request);
  if (seal_in(cookie, password_hash).empty())
    set_trusted_device_cookie(response, request, with_seal(cookie, password_hash));
}

// An empty code is none: a form sends all of its fields.
std::optional<std::string> code_in(Body& body) {
  auto code = body.optional_text("code");
  if (code && code->empty()) code.reset();
  return code;
}

bool is_right(const std::string& password, const Account& account) {
  return password.size() <= limits::password_bytes_max && password_matches(account.password_hash, password);
}

const Error wrong_sign_in{Code::unauthenticated,
                          {"手机号或密码不对", "The phone number or the password is wrong"}};
const Error wrong_old_password = invalid({"原密码不对", "The present password is wrong"});
const Error wrong_password = invalid({"密码不对", "The password is wrong"});
const Error wrong_account_password =
    invalid({"这个手机号已有账号，请填写它的密码", "This number has an account already: enter its password"});
const Error code_missing{
    Code::unauthenticated,
    {"请打开手机上的验证器，填写六位动态码", "Open the authenticator app and enter its six digits"}};
const Label code_is_wrong{
    "动态码不对或已经用过：请等验证器换出下一个码再填，手机丢了就填一个恢复码",
    "This code is wrong or was used already: wait for the next one of the app, or enter a "
    "recovery code if the phone is lost"};

}  // namespace

// The request is valid until it is answered.
void SignInService::take(const Request& request, const Respond& respond,
                         const std::function<Result<Prepared>()>& prepare) {
  std::optional<Prepared> prepared;
  auto response = response_of(request, [&]() -> Result<Response> {
    CUNKOU_TRY_VALUE(made, prepare());
    prepared.emplace(std::move(made));
    if (prepared->attempt && !prepared->response) prepared->response = guard_.wait_first(*prepared->attempt);
    return prepared->response.value_or(Response{});
  });
  if (!prepared || prepared->response) return respond(std::move(response));
  const auto attempt = prepared->attempt;
  const auto refuse = [&] {
    if (attempt) guard_.take_back(*attempt);
    respond(please_wait(request, seconds(5)));
  };
  if (attempt && !guard_.take_place(*attempt)) return refuse();
  const auto posted = hashing_.post([this, &request, respond, attempt, work = std::move(prepared->work)] {
    auto done = response_of(request, work);
    if (attempt) guard_.give_place(*attempt);
    respond(std::move(done));
  });
  if (posted) return;
  if (attempt) guard_.give_place(*attempt);
  refuse();
}

Account SignInService::account_of(std::string_view phone) {
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

Attempt SignInService::own_attempt(const Request& request) {
  auto phone = phone_of(request.who.person);
  auto account = account_of(phone);
  return {request, std::move(phone), std::move(account)};
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

Result<Response> SignInService::authenticate(
    const Attempt& attempt, const std::string& password, const std::optional<std::string>& code,
    const Wrong& wrong, const std::function<Result<Opened>(journal::Act&, sql::Transaction&)>& open) {
  const auto& request = attempt.request;
  const auto& account = attempt.account;
  if (!is_right(password, account)) {
    guard_.failed(attempt);
    if (wrong.field.empty()) return wrong.error;
    return field_problem(request, wrong.field, wrong.error);
  }
  const auto person = account.person;
  const bool asks =
      parts_.database.read([&](sql::Transaction& t) { return has_second_factor(people_store(t), person); });
  if (asks && !code) {
    guard_.take_back(attempt);
    return field_problem(request, "code", code_missing);
  }
  if (asks)
    if (auto wait = guard_.wait_for_code(attempt)) return *wait;
  bool code_failed = false;
  auto opened = parts_.database.write([&](sql::Transaction& t) -> Result<Opened> {
    auto& store = people_store(t);
    if (store.password(person) != account.password_hash || has_second_factor(store, person) != asks)
      return wrong.error;
    auto act = journal::act_of(parts_.clock, request, t);
    act.who = person;
    code_failed = asks && !accept_second_factor(act, store, person, *code);
    if (code_failed) return Error{Code::unauthenticated, code_is_wrong};
    return open(act, t);
  });
  if (code_failed) {
    guard_.failed(attempt);
    return field_problem(request, "code", opened.error());
  }
  if (asks) guard_.code_was_good(attempt);
  guard_.was_good(attempt);
  return response_to(std::move(opened));
}

void SignInService::sign_in(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return prepare_sign_in(request); });
}

Result<SignInService::Prepared> SignInService::prepare_sign_in(const Request& request) {
  Body body(request);
  const auto phone = normalised_phone(body.text("phone"));
  const auto password = body.text("password");
  const auto code = code_in(body);
  if (auto refusal = body.refusal()) return Prepared{refusal, {}, {}};
  CUNKOU_TRY(refuse_insecure_page(request, parts_.public_url));
  const Attempt attempt{request, phone, account_of(phone)};
  return Prepared{{}, attempt, [this, attempt, password, code] {
                    return authenticate(attempt, password, code, {wrong_sign_in, ""},
                                        [&](journal::Act& act, sql::Transaction& t) -> Result<Opened> {
                                          return open_session(attempt.request, attempt.account.person, act,
                                                              t);
                                        });
                  }};
}

void SignInService::change_password(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return prepare_password(request); });
}

Result<SignInService::Prepared> SignInService::prepare_password(const Request& request) {
  Body body(request);
  const auto old = body.text("old"), wanted = body.text("new");
  if (auto refusal = body.refusal()) return Prepared{refusal, {}, {}};
  const auto attempt = own_attempt(request);
  if (const auto checked = check_password_form(wanted, attempt.phone); !checked)
    return Prepared{field_problem(request, "new", checked.error()), {}, {}};
  return Prepared{{}, attempt, [this, attempt, old, wanted]() -> Result<Response> {
                    const auto& asked = attempt.request;
                    if (!is_right(old, attempt.account)) {
                      guard_.failed(attempt);
                      return field_problem(asked, "old", wrong_old_password);
                    }
                    guard_.was_good(attempt);
                    const auto hash = hash_password(wanted);
                    const auto ended =
                        parts_.database.write([&](sql::Transaction& t) -> Result<std::vector<std::string>> {
                          auto act = journal::act_of(parts_.clock, attempt.request, t);
                          return people::change_password(
                              act, people_store(t),
                              {attempt.request.who.session, attempt.account.password_hash, hash});
                        });
                    if (!ended) return field_problem(asked, "old", ended.error());
                    for (const auto& token_hash : *ended) parts_.sessions.forget(token_hash);
                    auto response = Response::empty();
                    trust_device(response, asked, hash);
                    return response;
                  }};
}

void SignInService::begin_second_factor(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return prepare_second_factor(request); });
}

Result<SignInService::Prepared> SignInService::prepare_second_factor(const Request& request) {
  Body body(request);
  const auto password = body.text("password");
  if (auto refusal = body.refusal()) return Prepared{refusal, {}, {}};
  const auto attempt = own_attempt(request);
  return Prepared{
      {}, attempt, [this, attempt, password]() -> Result<Response> {
        if (!is_right(password, attempt.account)) {
          guard_.failed(attempt);
          return field_problem(attempt.request, "password", wrong_password);
        }
        guard_.was_good(attempt);
        return parts_.database.write([&](sql::Transaction& t) -> Result<Response> {
          auto act = journal::act_of(parts_.clock, attempt.request, t);
          CUNKOU_TRY_VALUE(secret, people::begin_second_factor(act, people_store(t)));
          return Response::json(json::object{{"secret", secret}, {"uri", totp_uri(secret, attempt.phone)}});
        });
      }};
}

void SignInService::turn_off_second_factor(const Request& request, const Respond& respond) {
  take(request, respond, [&] { return prepare_turning_off(request); });
}

Result<SignInService::Prepared> SignInService::prepare_turning_off(const Request& request) {
  Body body(request);
  const auto password = body.optional_text("password").value_or("");
  const auto code = code_in(body);
  if (password.empty() && !code)
    body.check("password", invalid({"请填写密码或动态码", "Enter the password or a code"}));
  if (auto refusal = body.refusal()) return Prepared{refusal, {}, {}};
  const auto attempt = own_attempt(request);
  return Prepared{{}, attempt, [this, attempt, password, code]() -> Result<Response> {
                    const auto refuse = [&](std::string_view field, const Error& error) -> Response {
                      guard_.failed(attempt);
                      return field_problem(attempt.request, field, error);
                    };
                    if (!code && !is_right(password, attempt.account))
                      return refuse("password", wrong_password);
                    if (code)
                      if (auto wait = guard_.wait_for_code(attempt)) return *wait;
                    bool code_failed = false;
                    const auto off = parts_.database.write([&](sql::Transaction& t) -> Result<void> {
                      auto act = journal::act_of(parts_.clock, attempt.request, t);
                      auto& store = people_store(t);
                      code_failed = code && !accept_second_factor(act, store, act.who, *code);
                      if (code_failed) return invalid(code_is_wrong);
                      return people::turn_off_second_factor(act, store, act.who);
                    });
                    if (code_failed) return refuse("code", off.error());
                    if (code) guard_.code_was_good(attempt);
                    guard_.was_good(attempt);
                    if (!off) return off.error();
                    return Response::empty();
                  }};
}

Result<Invitation> SignInService::invitation_of(const Request& request) {
  return parts_.database.read([&](sql::Transaction& t) {
    return find_invitation(people_store(t), request.param("code"), parts_.clock.now());
  });
}

Result<Response> SignInService::show_invitation(const Request& request) {
  if (auto wait = guard_.wait_for_invitation(request)) return *wait;
  CUNKOU_TRY_VALUE(invitation, invitation_of(request));
  guard_.invitation_was_found(request);
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
  if (const auto wait = guard_.wait_for_invitation(request)) return Prepared{wait, {}, {}};
  if (const auto invitation = invitation_of(request); !invitation) return invitation.error();
  guard_.invitation_was_found(request);
  Body body(request);
  Acceptance by{std::string(request.param("code")),
                body.optional_text("name").value_or(""),
                body.text("phone"),
                body.text("password"),
                code_in(body),
                {}};
  by.phone = normalised_phone(by.phone);
  by.account = account_of(by.phone);
  if (!by.account.person) {
    body.check("name", without_value(parse_name(by.name)));
    body.check("phone", without_value(parse_phone(by.phone)));
    body.check("password", check_password_form(by.password, by.phone));
  }
  if (auto refusal = body.refusal()) return Prepared{refusal, {}, {}};
  CUNKOU_TRY(refuse_insecure_page(request, parts_.public_url));
  if (!by.account.person) return prepare_newcomer(request, std::move(by));
  return Prepared{
      {}, Attempt{request, by.phone, by.account}, [this, &request, by] { return accept(request, by, ""); }};
}

SignInService::Prepared SignInService::prepare_newcomer(const Request& request, Acceptance by) {
  return {{}, {}, [this, &request, by] { return accept(request, by, hash_password(by.password)); }};
}

Result<Response> SignInService::accept(const Request& request, const Acceptance& by,
                                       const std::string& new_password_hash) {
  const auto open = [&](journal::Act& act, sql::Transaction& t) -> Result<Opened> {
    CUNKOU_TRY_VALUE(
        person, people::accept_invitation(act, people_store(t),
                                          {by.code, by.account.person, by.name, by.phone, new_password_hash,
                                           std::string(http::language_of(request))}));
    return open_session(request, person, act, t);
  };
  if (!by.account.person)
    return response_to(parts_.database.write([&](sql::Transaction& t) -> Result<Opened> {
      auto act = journal::act_of(parts_.clock, request, t);
      return open(act, t);
    }));
  auto response = authenticate({request, by.phone, by.account}, by.password, by.second_code,
                               {wrong_account_password, "password"}, open);
  parts_.sessions.forget(by.account.person);
  return response;
}

}  // namespace cunkou::people
