#pragma once
// Routes for the signed-in person's own second factor.

#include "core/people/http/account_routes.hpp"

namespace cunkou::people {

http::Routes second_factor_routes(const AccountRouteParts&, const std::shared_ptr<SignInService>&);

}  // namespace cunkou::people
