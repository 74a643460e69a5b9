#pragma once
// The tree of places: what one may see of it, adding, changing and importing.

#include "api/context.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes place_routes(Context&);

}  // namespace cunkou::api
