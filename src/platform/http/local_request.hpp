#pragma once
// Sends one request to the server on this machine, for the command line. Plain HTTP on the loopback
// interface, or HTTPS without certificate verification: the token comes from a file that only its owner can
// read.

#include <string>

#include "base/result.hpp"

namespace cunkou::http {

struct LocalResponse {
  int status = 0;
  std::string body;
};

struct LocalServer {
  std::string address;
  unsigned short port = 0;
  bool tls = false;
  std::string token;
  std::string language = "en";  // of the response's messages
};

// Refuses as unavailable if no server answers.
Result<LocalResponse> local_request(const LocalServer&, const std::string& method, const std::string& path,
                                    const std::string& body, const std::string& content_type);

}  // namespace cunkou::http
