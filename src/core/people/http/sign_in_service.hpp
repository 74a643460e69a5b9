#pragma once
// Checks passwords on one thread of its own, so that a flood of sign-ins blocks no worker and does not
// exhaust memory. Throttled attempts are refused before; when the queue is full, the next one is refused with
// Retry-After.

#include <optional>

#include "core/journal/act.hpp"
#include "core/people/http/account_routes.hpp"
#include "core/people/person.hpp"
#include "core/people/sign_in_throttle.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/make_route.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::people {

class SignInService {
 public:
  explicit SignInService(const AccountRouteParts& parts) : parts_(parts) {}

  void sign_in(const http::Request&, const http::Respond&);            // POST /api/session
  void change_password(const http::Request&, const http::Respond&);    // POST /api/me/password
  void accept_invitation(const http::Request&, const http::Respond&);  // POST /api/invitations/{code}/accept
  Result<http::Response> show_invitation(const http::Request&);        // GET /api/invitations/{code}

 private:
  using Work = std::function<Result<http::Response>()>;
  struct Prepared {  // one of the two
    std::optional<http::Response> response;
    Work work;
  };
  struct Account {
    PersonId person;  // 0: the number has none
    std::string password_hash;
  };
  struct Acceptance {
    std::string code, name, phone, password;
    Account account;
  };

  void take(const http::Request&, const http::Respond&, const std::function<Result<Prepared>()>& prepare);
  Prepared prepare_sign_in(const http::Request&);
  Prepared prepare_password(const http::Request&);
  Result<Prepared> prepare_acceptance(const http::Request&);
  Prepared prepare_newcomer(const http::Request&, Acceptance);
  Result<http::Response> accept(const http::Request&, const Acceptance&,
                                const std::string& new_password_hash);

  Account account_of(std::string_view phone);
  std::string phone_of(PersonId);
  // Called before a password is checked, and after it was right.
  std::optional<http::Response> wait_first(const http::Request&, const std::string& phone, const Account&);
  void was_good(const http::Request&, const std::string& phone, const Account&);
  Result<Invitation> invitation_of(const http::Request&);
  struct Opened {
    http::Response response;
    std::vector<std::string> ended;  // hashes of older sessions' tokens, to be forgotten after the commit
  };
  Opened open_session(const http::Request&, PersonId, journal::Act&, sql::Transaction&);
  Result<http::Response> response_to(Result<Opened>);

  AccountRouteParts parts_;
  SignInThrottle throttle_;
  async::WorkerPool hashing_{1, 64};
};

}  // namespace cunkou::people
