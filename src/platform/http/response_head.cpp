#include "platform/http/response_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>

namespace cunkou::http {

namespace {

constexpr std::string_view security =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "X-Frame-Options: DENY\r\n"
    // Vue and the charts set style attributes.
    "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
    "blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'\r\n";

bool has_body(int status) { return status != 204 && status != 304; }

void add(std::string& head, std::string_view key, std::string_view value) {
  head.append(key).append(": ");
  std::ranges::copy_if(value, std::back_inserter(head), [](char c) { return c != '\r' && c != '\n'; });
  head.append("\r\n");
}

std::string start(int status, const Wire& wire) {
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  auto head = fmt::format("HTTP/1.1 {} {}\r\n", status, std::string_view(reason.data(), reason.size()));
  head.reserve(1024);
  add(head, "Date", wire.date);
  head.append(security);
  if (wire.tls) head.append("Strict-Transport-Security: max-age=31536000\r\n");
  head.append(wire.keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
  return head;
}

}  // namespace

std::string head_of(const Response& response, const Wire& wire) {
  auto head = start(response.status, wire);
  if (!response.content_type.empty() && has_body(response.status))
    add(head, "Content-Type", response.content_type);
  if (has_body(response.status)) add(head, "Content-Length", std::to_string(response.body.size()));
  for (const auto& [key, value] : response.headers) add(head, key, value);
  return head.append("\r\n");
}

FileResponse file_response(const File& file, const Request& request, const Wire& wire) {
  const bool has_it = request.header("if-none-match").find(file.etag) != std::string_view::npos;
  const bool packed =
      !file.gzipped.empty() && request.header("accept-encoding").find("gzip") != std::string_view::npos;
  FileResponse response;
  response.status = has_it ? 304 : 200;
  response.head = start(response.status, wire);
  add(response.head, "ETag", file.etag);
  add(response.head, "Cache-Control", file.cache_control);
  if (!file.gzipped.empty()) add(response.head, "Vary", "Accept-Encoding");
  if (!has_it) {
    response.body = packed ? file.gzipped : file.plain;
    add(response.head, "Content-Type", file.type);
    if (packed) add(response.head, "Content-Encoding", "gzip");
    add(response.head, "Content-Length", std::to_string(response.body.size()));
  }
  response.head.append("\r\n");
  return response;
}

// The stream ends with the connection: no length. A proxy must not buffer it.
std::string event_stream_head(const Wire& wire) {
  auto head = start(200, wire);
  head.append("Content-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n\r\n");
  return head;
}

std::string http_date(std::time_t now) {
  std::tm utc{};
  gmtime_r(&now, &utc);
  static constexpr const char *days[]{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
      *months[]{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[utc.tm_wday], utc.tm_mday,
                     months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace cunkou::http
