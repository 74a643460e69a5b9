#include "app/http_request.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "app/config.hpp"

namespace cunkou::app {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

template <class Stream>
HttpAnswer ask(Stream& stream, const http::request<http::string_body>& request) {
  http::write(stream, request);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  http::read(stream, buffer, parser);
  return {static_cast<int>(parser.get().result_int()), parser.get().body()};
}

}  // namespace

Result<HttpAnswer> http_request(const std::string& base, const std::string& method, const std::string& path,
                                const std::string& token, const std::string& body,
                                const std::string& content_type) {
  const bool tls = base.starts_with("https://");
  const auto endpoint = parse_endpoint(base.substr(base.find("://") + 3));
  if (!endpoint) return endpoint.error();
  http::request<http::string_body> request{http::string_to_verb(method), path, 11};
  request.set(http::field::host, to_string(*endpoint));
  request.set(http::field::authorization, "Bearer " + token);
  request.set(http::field::connection, "close");
  if (!content_type.empty()) request.set(http::field::content_type, content_type);
  request.body() = body;
  request.prepare_payload();
  try {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address(endpoint->address), endpoint->port});
    if (!tls) return ask(socket, request);
    asio::ssl::context context(asio::ssl::context::tls_client);
    asio::ssl::stream<asio::ip::tcp::socket> secure(std::move(socket), context);
    secure.handshake(asio::ssl::stream_base::client);
    return ask(secure, request);
  } catch (const std::exception& e) {
    return Error{Code::unavailable, "the running server at " + base + " does not answer: " + e.what()};
  }
}

}  // namespace cunkou::app
