#pragma once
// One request to the server that runs on this machine, for the commands. Plain HTTP on the loopback, or HTTPS
// without verification of the certificate: the token comes from a file that only its owner can read.

#include <string>

#include "base/result.hpp"

namespace cunkou::http {

struct LocalAnswer {
  int status = 0;
  std::string body;
};

struct LocalServer {
  std::string address;
  unsigned short port = 0;
  bool tls = false;
  std::string token;
  std::string language = "en";  // of what it says
};

// Refused as unavailable where nobody answers.
Result<LocalAnswer> local_request(const LocalServer&, const std::string& method, const std::string& path,
                                  const std::string& body, const std::string& content_type);

}  // namespace cunkou::http
