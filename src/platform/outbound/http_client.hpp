#pragma once
// Sends HTTP requests with libcurl. A request runs from start to end on the calling thread.

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "platform/outbound/private_address.hpp"
#include "platform/outbound/url.hpp"

namespace cunkou::outbound {

struct HttpOptions {
  Duration lookup_wait = seconds(4);   // for the addresses of a host name
  Duration connect_wait = seconds(6);  // until the connection is open, including the look-up and TLS
  Duration wait = seconds(10);         // for all of it
  bool allow_private = false;          // addresses of the server's own network
  std::string authorities;             // PEM file of trusted certificate authorities; empty: the system's
  // Off: no proxy; the environment is not read. On: the proxy that the environment names for the address
  // (proxy.hpp), which may be in the own network. The proxy looks up the host name, so only addresses in
  // numeric form are refused here; the proxy has to refuse names that lead into the own network.
  bool proxy_from_environment = false;
};

// POSTs application/json. Returns the answer's body, cut at 64 KB, if the status is 2xx. Other answers and
// failures are errors with a reason for the person who entered the address. The certificate must be valid for
// the host. An address in the own network is refused twice: as written in the URL, and as the socket is
// opened. Redirects are not followed: they would bypass that rule, and a person should enter the new address.
// HTTP/1.1, http and https only, without cookies and credentials.
Result<std::string> post_json(const Url&, std::string_view json, const HttpOptions&);

}  // namespace cunkou::outbound
