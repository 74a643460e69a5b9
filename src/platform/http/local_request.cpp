#include "platform/http/local_request.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/system/system_error.hpp>

namespace cunkou::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = beast::http;

template <class Stream>
LocalResponse ask(Stream& stream, const wire::request<wire::string_body>& request) {
  wire::write(stream, request);
  beast::flat_buffer buffer;
  wire::response_parser<wire::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  wire::read(stream, buffer, parser);
  return {static_cast<int>(parser.get().result_int()), parser.get().body()};
}

}  // namespace

Result<LocalResponse> local_request(const LocalServer& server, const std::string& method,
                                    const std::string& path, const std::string& body,
                                    const std::string& content_type) {
  wire::request<wire::string_body> request{wire::string_to_verb(method), path, 11};
  request.set(wire::field::host, server.address + ":" + std::to_string(server.port));
  request.set(wire::field::authorization, "Bearer " + server.token);
  request.set(wire::field::accept_language, server.language);
  request.set(wire::field::connection, "close");
  if (!content_type.empty()) request.set(wire::field::content_type, content_type);
  request.body() = body;
  request.prepare_payload();
  try {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address(server.address), server.port});
    if (!server.tls) return ask(socket, request);
    asio::ssl::context context(asio::ssl::context::tls_client);
    asio::ssl::stream<asio::ip::tcp::socket> secure(std::move(socket), context);
    secure.handshake(asio::ssl::stream_base::client);
    return ask(secure, request);
  } catch (const boost::system::system_error&) {
    return Error{
        Code::unavailable,
        {"正在运行的服务器没有回答，可能正在停下：请启动服务器，再运行一次这条命令",
         "the running server does not answer; it may be stopping: start it, then run this command again"}};
  }
}

}  // namespace cunkou::http
