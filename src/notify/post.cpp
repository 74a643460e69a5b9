#include "notify/post.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cctype>

namespace cunkou::notify {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using boost::system::error_code;

const Error inside{Code::forbidden,
                   "这个网址在内部网络里，配置不允许|The address is inside the server's own network; the "
                   "configuration does not allow it"};

namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;

Error unreachable(const std::string& why) {
  return {Code::unavailable, "对方没有收到：" + why + "|The other side could not be reached: " + why};
}
Error refused_by(unsigned status) {
  const auto code = std::to_string(status);
  if (status / 100 == 3)
    return {Code::invalid, "网址已搬走（" + code + "），请填写新的网址|The address has moved (" + code +
                               "); enter the new one"};
  return {Code::unavailable, "对方拒收（" + code + "）|The other side answered " + code};
}

// Runs the context until the operation ends; the stream's own expiry bounds it.
template <class Begin>
error_code run(asio::io_context& context, Begin begin) {
  error_code result = asio::error::timed_out;
  begin([&result](error_code ec, auto&&...) { result = ec; });
  context.restart();
  context.run();
  return result;
}

// getaddrinfo has no time-out of its own but resolv.conf's; few seconds.
Result<std::vector<Tcp::endpoint>> find(asio::io_context& context, const Url& url, bool allow_private) {
  error_code failed;
  const auto found = Tcp::resolver(context).resolve(url.host, url.port, failed);
  if (failed) return unreachable(failed.message());
  std::vector<Tcp::endpoint> endpoints;
  for (const auto& entry : found)
    if (allow_private || !is_private_address(entry.endpoint().address().to_string()))
      endpoints.push_back(entry.endpoint());
  if (endpoints.empty()) return inside;
  return endpoints;
}

template <class Stream>
Result<std::string> exchange(asio::io_context& context, Stream& stream, const Url& url,
                             std::string_view json) {
  http::request<http::string_body> request{http::verb::post, url.target, 11};
  request.set(http::field::host, url.authority());
  request.set(http::field::user_agent, "cunkou");
  request.set(http::field::content_type, "application/json; charset=utf-8");
  request.set(http::field::connection, "close");
  request.body() = json;
  request.prepare_payload();
  if (const auto ec = run(context, [&](auto done) { http::async_write(stream, request, done); }))
    return unreachable(ec.message());
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(answer_bytes_max);
  const auto ec = run(context, [&](auto done) { http::async_read(stream, buffer, parser, done); });
  if (!parser.is_header_done()) return unreachable(ec.message());
  const auto status = parser.get().result_int();
  if (status / 100 != 2) return refused_by(status);
  return std::move(parser.get().body());
}

Result<std::string> exchange_tls(asio::io_context& context, beast::tcp_stream tcp, const Url& url,
                                 std::string_view json, const PostOptions& options) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  error_code failed;
  if (options.authorities.empty())
    tls.set_default_verify_paths(failed);
  else
    tls.load_verify_file(options.authorities, failed);
  if (failed) return unreachable(failed.message());
  tls.set_verify_mode(asio::ssl::verify_peer);
  beast::ssl_stream<beast::tcp_stream> stream(std::move(tcp), tls);
  stream.set_verify_callback(asio::ssl::host_name_verification(url.host));
  SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
  const auto ec =
      run(context, [&](auto done) { stream.async_handshake(asio::ssl::stream_base::client, done); });
  if (ec) return unreachable(ec.message());
  return exchange(context, stream, url, json);
}

bool is_loopback_name(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name == "localhost" || name.ends_with(".localhost");  // RFC 6761
}

}  // namespace

bool is_inside(const Url& url) {
  if (is_loopback_name(url.host)) return true;
  asio::io_context context{1};
  error_code no_number;
  const auto found =
      Tcp::resolver(context).resolve(url.host, url.port, Tcp::resolver::numeric_host, no_number);
  return !no_number && std::ranges::any_of(found, [](const auto& entry) {
    return is_private_address(entry.endpoint().address().to_string());
  });
}

Result<std::string> post(const Url& url, std::string_view json, const PostOptions& options) {
  asio::io_context context{1};
  const auto endpoints = find(context, url, options.allow_private);
  if (!endpoints) return endpoints.error();
  beast::tcp_stream stream(context);
  stream.expires_after(options.wait);
  const auto ec = run(context, [&](auto done) { stream.async_connect(*endpoints, done); });
  if (ec) return unreachable(ec.message());
  return url.tls ? exchange_tls(context, std::move(stream), url, json, options)
                 : exchange(context, stream, url, json);
}

}  // namespace cunkou::notify
