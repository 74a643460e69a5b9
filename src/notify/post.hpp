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

// The answer's body, cut at 64 KB, if its status is 2xx. The certificate must be valid for the host. A name
// whose addresses are private is refused, and the connection goes to the address that was looked at.
// Redirects are not followed: they would lead past that, and a webhook that has moved is to be entered anew.
Result<std::string> post(const Url&, std::string_view json, const PostOptions&);

}  // namespace cunkou::notify
