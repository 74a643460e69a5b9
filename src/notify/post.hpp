#pragma once
// One POST to somebody's server, from start to end on the calling thread.

#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "notify/url.hpp"

namespace cunkou::notify {

struct PostOptions {
  Duration wait = seconds(10);  // for all of it
  bool allow_private = false;   // addresses of the server's own network
  std::string authorities;      // PEM file of trusted certificate authorities; empty: the system's
};

// Whether the address says by itself, without a look-up of its name, that it lies in the server's own
// network: "localhost", or a private address in any way that getaddrinfo reads.
bool is_inside(const Url&);
extern const Error inside;  // the refusal of such a one

// The answer's body, cut at 64 KB, if its status is 2xx. The certificate must be valid for the host. A name
// whose addresses are private is refused, and the connection goes to the address that was looked at.
// Redirects are not followed: they would lead past that, and a webhook that has moved is to be entered anew.
Result<std::string> post(const Url&, std::string_view json, const PostOptions&);

}  // namespace cunkou::notify
