#pragma once
// Checks passwords on one thread of its own, so that a flood of sign-ins blocks no worker and does not
// exhaust memory. Throttled attempts are refused before; when the queue is full, or an address has its share
// of it, the next one is refused with Retry-After.

#include <optional>

#include "core/journal/act.hpp"
#include "core/people/http/account_routes.hpp"
#include "core/people/http/sign_in_guard.hpp"
#include "core/people/person.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/make_route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

class SignInService {
 public:
  explicit SignInService(const AccountRouteParts& parts) : parts_(parts), guard_(parts.clock, parts.log) {}

  void sign_in(const http::Request&, const http::Respond&);            // POST /api/session
  void change_password(const http::Request&, const http::Respond&);    // POST /api/me/password
  void accept_invitation(const http::Request&, const http::Respond&);  // POST /api/invitations/{code}/accept
  Result<http::Response> show_invitation(const http::Request&);        // GET /api/invitations/{code}
  void begin_second_factor(const http::Request&, const http::Respond&);     // POST /api/me/second-factor
  void turn_off_second_factor(const http::Request&, const http::Respond&);  // POST /api/me/second-factor/off

  SignInGuard& guard() { return guard_; }

 private:
  using Work = std::function<Result<http::Response>()>;
  struct Prepared {  // a response, or work with the attempt that it is of
    std::optional<http::Response> response;
    std::optional<Attempt> attempt;
    Work work;
  };
  struct Acceptance {
    std::string code, name, phone, password;
    std::optional<std::string> second_code;
    Account account;
  };
  struct Wrong {  // the answer to a wrong password
    Error error;
    std::string field;  // "": of the whole form
  };
  struct Opened {
    http::Response response;
    std::vector<std::string> ended;  // hashes of older sessions' tokens, to be forgotten after the commit
  };

  void take(const http::Request&, const http::Respond&, const std::function<Result<Prepared>()>& prepare);
  Result<Prepared> prepare_sign_in(const http::Request&);
  Result<Prepared> prepare_password(const http::Request&);
  Result<Prepared> prepare_acceptance(const http::Request&);
  Prepared prepare_newcomer(const http::Request&, Acceptance);
  Result<Prepared> prepare_second_factor(const http::Request&);
  Result<Prepared> prepare_turning_off(const http::Request&);
  Result<http::Response> accept(const http::Request&, const Acceptance&,
                                const std::string& new_password_hash);

  Account account_of(std::string_view phone);
  std::string phone_of(PersonId);
  Attempt own_attempt(const http::Request&);
  // Checks the password and the code of an attempt, then calls `open` in the same transaction.
  Result<http::Response> authenticate(
      const Attempt&, const std::string& password, const std::optional<std::string>& code, const Wrong&,
      const std::function<Result<Opened>(journal::Act&, sql::Transaction&)>& open);
  Result<Invitation> invitation_of(const http::Request&);
  Opened open_session(const http::Request&, PersonId, journal::Act&, sql::Transaction&);
  Result<http::Response> response_to(Result<Opened>);

  AccountRouteParts parts_;
  SignInGuard guard_;
  async::WorkerPool hashing_{1, limits::sign_ins_waiting};
};

}  // namespace cunkou::people
