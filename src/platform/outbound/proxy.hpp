#pragma once
// Reads the HTTP proxy for an address from the environment. For callers whose operator enabled it. Any
// thread, while none changes the environment.

#include <string>

#include "platform/outbound/url.hpp"

namespace cunkou::outbound {

struct Proxy {
  std::string variable;  // "http_proxy"; for messages, because the address may hold a password
  std::string address;   // "": none
};

// $http_proxy for http, $https_proxy or $HTTPS_PROXY for https, like curl. $no_proxy (or $NO_PROXY)
// lists hosts to reach directly, separated by commas or blanks: a name with all names below it, an IP
// address, or "*" for all. Networks like 10.0.0.0/8 are not supported.
Proxy proxy_from_environment(const Url&);

}  // namespace cunkou::outbound
