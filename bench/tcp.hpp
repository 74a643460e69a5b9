#pragma once
// Blocking TCP for the load tests. An error prints its reason and ends the program.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace bench {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

// Connects to "ADDRESS:PORT", an IPv4 address.
inline int dial(const std::string& to) {
  const auto colon = to.rfind(':');
  if (colon == to.npos) give_up(to + " is not ADDRESS:PORT");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(to.c_str() + colon + 1)));
  if (inet_pton(AF_INET, to.substr(0, colon).c_str(), &address.sin_addr) != 1)
    give_up(to + " does not begin with an IPv4 address");
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    give_up("cannot connect to " + to);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

inline void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) give_up("the server closed a connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Reads one response with a Content-Length, or without a body; returns its status.
inline int read_response(int fd, std::string& response) {
  response.clear();
  char buffer[64 * 1024];
  for (;;) {
    const auto end = response.find("\r\n\r\n");
    if (end != response.npos) {
      const auto at = response.find("ontent-Length: ");
      const std::size_t length =
          at == response.npos || at > end ? 0 : std::strtoul(response.c_str() + at + 15, nullptr, 10);
      if (response.size() >= end + 4 + length) return std::atoi(response.c_str() + 9);
    }
    const auto n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) give_up("the server closed a connection: " + response);
    response.append(buffer, static_cast<std::size_t>(n));
  }
}

}  // namespace bench
