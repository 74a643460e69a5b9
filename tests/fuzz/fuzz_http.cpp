// Properties of the HTTP endpoint for arbitrary bytes on a socket, followed by its end: the connection closes
// at once, every response is well-formed, no handler fails, and every request that a handler gets is valid.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <string>

#include "access/permission.hpp"
#include "fuzz.hpp"
#include "platform/async/io.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/http_server.hpp"

using namespace cunkou;
using namespace cunkou::http;
using fuzz::require;

namespace {

constexpr std::size_t small_body = 4096;

bool is_line(std::string_view text) { return text.find_first_of("\r\n\0") == text.npos; }

Result<Response> check_request(const Request& request) {
  require(request.path.starts_with('/') && is_line(request.target) &&
          request.target.starts_with(request.path));
  require(!request.remote.empty() && is_line(request.remote));
  require(request.body.size() <= small_body);
  for (const auto& [key, value] : request.headers) require(!key.empty() && is_line(key) && is_line(value));
  for (const auto& [key, value] : request.params) require(value.size() <= request.path.size());
  const auto asked = request.query_param("q");
  if (const auto body = request.json()) return Response::json(*body);
  return asked ? Response::json(boost::json::string(*asked)) : Response::empty();
}

Route route(Method method, std::string pattern, access::Permission need) {
  Route out;
  out.method = method;
  out.pattern = std::move(pattern);
  out.need = need;
  out.handle = check_request;
  out.body_bytes_max = small_body;
  return out;
}

Routes routes() {
  using access::Permission;
  Routes out{route(Method::get, "/api/greenhouses/{id}", Permission::anyone),
             route(Method::post, "/api/greenhouses", Permission::anyone),
             route(Method::post, "/v1.1/{rest...}", Permission::anyone),
             route(Method::delete_, "/api/greenhouses/{id}", Permission::signed_in)};
  auto later = route(Method::post, "/api/v1/{token}/telemetry", Permission::anyone);
  later.handle = nullptr;
  later.handle_later = [](const Request& request, Respond respond) {
    respond(check_request(request).value());
  };
  out.push_back(std::move(later));
  return out;
}

// Runs until the program ends.
struct Endpoint {
  async::Io io{1};
  async::WorkerPool pool{1, 100};
  LiveUpdates live_updates;
  Server server{io,           pool,     pool,
                live_updates, routes(), [](const Request&, const Route&) { return access::Identity{}; },
                options()};

  static Server::Options options() {
    Server::Options out;
    out.port = 0;
    out.web_root = "/nonexistent";
    out.trust_forwarded_for = true;
    return out;
  }
};

Endpoint& endpoint() {
  static auto* only = new Endpoint;
  return *only;
}

// Each from another loopback address, so that ports do not run out.
class Client {
 public:
  Client() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    static std::uint32_t next = 0;
    const timeval timeout{8, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    auto mine = address(0, (127u << 24) + 2 + next++ % 1'000'000);
    require(bind(fd_, reinterpret_cast<sockaddr*>(&mine), sizeof mine) == 0);
    auto to = address(endpoint().server.port(), INADDR_LOOPBACK);
    require(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends the bytes and returns all output until the server closes.
  std::string exchange(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = retry_on_signal([&] { return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
      if (n <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    shutdown(fd_, SHUT_WR);
    std::string output;
    for (char part[16 * 1024];;) {
      const auto n = retry_on_signal([&] { return recv(fd_, part, sizeof part, 0); });
      require(n >= 0 || errno == ECONNRESET);
      if (n <= 0) return output;
      output.append(part, static_cast<std::size_t>(n));
    }
  }

 private:
  // libFuzzer's timer interrupts system calls.
  template <class Call>
  static ssize_t retry_on_signal(Call call) {
    for (;;) {
      const auto n = call();
      if (n >= 0 || errno != EINTR) return n;
    }
  }

  static sockaddr_in address(unsigned short port, std::uint32_t host) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(host);
    return out;
  }

  int fd_;
};

std::size_t length_in(std::string_view head) {
  const auto at = head.find("\r\nContent-Length: ");
  return at == head.npos ? 0 : std::stoul(std::string(head.substr(at + 18, 20)));
}

// Checks the responses in order; the last may be truncated, because the client closed.
void check_responses(std::string_view output) {
  while (!output.empty()) {
    const auto end = output.find("\r\n\r\n");
    if (end == output.npos) return;
    const auto head = output.substr(0, end + 2);
    require(head.starts_with("HTTP/1.1 ") && head.size() > 12);
    const auto status = std::stoi(std::string(head.substr(9, 3)));
    require(status >= 100 && status != 500);
    output.remove_prefix(end + 4);
    const auto length = length_in(head);
    const bool to_head = output.starts_with("HTTP/1.1 ") || output.empty();
    if (!to_head && output.size() < length) return;
    if (!to_head) output.remove_prefix(length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_responses(Client().exchange(fuzz::text_of(data, size)));
  require(endpoint().server.metrics().handler_failures == 0);
  return 0;
}
