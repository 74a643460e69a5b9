#pragma once
// For tests: a blocking HTTP client that sends raw bytes.

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace cunkou::http::testing {

class RawClient {
 public:
  explicit RawClient(unsigned short port, int receive_buffer = 0) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
      throw std::system_error(errno, std::generic_category());
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  RawClient& send(std::string_view text) {
    while (!text.empty()) {
      const auto n = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    return *this;
  }

  struct Response {
    int status = 0;
    std::string head, body;
    bool has(std::string_view text) const { return head.find(text) != head.npos; }
  };

  Response response(bool head_only = false) {
    Response a;
    a.head = until("\r\n\r\n");
    if (a.head.size() < 12) return a;
    a.status = std::stoi(a.head.substr(9, 3));
    const auto at = a.head.find("Content-Length: ");
    if (at == a.head.npos || head_only) return a;
    const auto length = std::stoul(a.head.substr(at + 16));
    while (buffer_.size() < length && read()) {
    }
    a.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return a;
  }

  // Reads up to and including `ending`; shorter if the server closes first.
  std::string until(std::string_view ending) {
    std::size_t end = 0;
    while ((end = buffer_.find(ending)) == buffer_.npos && read()) {
    }
    if (end != buffer_.npos) end += ending.size();
    auto text = buffer_.substr(0, end);
    buffer_.erase(0, text.size());
    return text;
  }

  bool is_closed() {
    while (read()) {
    }
    return closed_;
  }

 private:
  bool read() {
    char bytes[65536];
    const auto n = recv(fd_, bytes, sizeof bytes, 0);
    if (n > 0) buffer_.append(bytes, static_cast<std::size_t>(n));
    closed_ = n == 0 || (n < 0 && errno == ECONNRESET);
    return n > 0;
  }

  int fd_;
  std::string buffer_;
  bool closed_ = false;
};

}  // namespace cunkou::http::testing
