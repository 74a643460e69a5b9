#pragma once
// Sends HTTP requests with libcurl. A request runs synchronously on the calling thread.

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "platform/outbound/private_address.hpp"
#include "platform/outbound/url.hpp"

namespace cunkou::outbound {

struct HttpOptions {
  Duration lookup_wait = seconds(4);   // for resolving the host name
  Duration connect_wait = seconds(6);  // for connecting, including look-up and TLS
  Duration wait = seconds(10);         // for the whole request
  bool allow_private = false;          // permits addresses of the server's own network
  std::string authorities;             // PEM file of trusted certificate authorities; empty: the system's
  // false: no proxy; ignores the environment. true: the proxy that the environment names for the address
  // (proxy.hpp), which may be in the own network. The proxy resolves the host name, so this program refuses
  // only numeric addresses; the proxy must refuse names that resolve to the own network.
  bool proxy_from_environment = false;
};

// POSTs application/json. Returns the response body, truncated to 64 KB, if the status is 2xx. Other
// responses and failures are errors with a reason for the person who entered the address. The certificate
// must be valid for the host. Refuses an address in the own network both as written in the URL and when the
// socket is opened. Does not follow redirects: they would bypass that rule, and the person should enter the
// new address. HTTP/1.1, http and https only, without cookies and credentials.
Result<std::string> post_json(const Url&, std::string_view json, const HttpOptions&);

}  // namespace cunkou::outbound
