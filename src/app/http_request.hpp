#pragma once
// One request to the server that runs on this machine, for the commands. Plain HTTP on the loopback, or HTTPS
// without verification of the certificate: the token comes from a file that only its owner can read.

#include <string>

#include "base/result.hpp"

namespace cunkou::app {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

Result<HttpAnswer> http_request(const std::string& base, const std::string& method, const std::string& path,
                                const std::string& token, const std::string& body,
                                const std::string& content_type);

}  // namespace cunkou::app
