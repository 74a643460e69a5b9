#pragma once
// Formats response headers.

#include <ctime>
#include <string>
#include <string_view>

#include "platform/http/files.hpp"
#include "platform/http/request.hpp"

namespace cunkou::http {

struct Wire {
  bool keep_alive = true;
  bool tls = false;
  std::string_view date;  // see http_date
};

std::string head_of(const Response&, const Wire&);

// Response with a file, or 304 if the browser has it already (If-None-Match); `body` is what follows the
// header, empty for none.
struct FileResponse {
  std::string head;
  std::string_view body;
  int status = 200;
};
FileResponse file_response(const File&, const Request&, const Wire&);

std::string event_stream_head(const Wire&);

std::string http_date(std::time_t);  // RFC 9110 5.6.7

}  // namespace cunkou::http
