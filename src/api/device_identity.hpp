#pragma once
// A device signs in with its token: "Authorization: Bearer …" or "Token …", in ThingsBoard's URL
// (/api/v1/TOKEN/…), or as InfluxDB 1.x clients do it (Basic, or ?u=&p=; either of the two may be the token).

#include <string>

#include "http/request.hpp"
#include "things/registry.hpp"

namespace cunkou::api {

std::string bearer_token(const http::Request&);  // of the Authorization header alone; "" if there is none
people::Identity device_identity(const things::Registry&,
                                 const http::Request&);  // nobody, if no token is known

}  // namespace cunkou::api
