#pragma once
// For tests: a socket before a PostgreSQL server, whose connections can be cut at the worst moment.

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "base/mutex.hpp"

namespace cunkou::sql::testing {

class PostgresqlProxy {
 public:
  // Of the server whose socket lies in the folder that host= of the address names.
  explicit PostgresqlProxy(const std::string& address) : address_(address) {
    const auto from = address.find("host=") + 5;
    const auto folder = address.substr(from, address.find('&', from) - from);
    server_ = folder + name_;
    std::string made = "/tmp/cunkou-proxy-XXXXXX";
    if (!mkdtemp(made.data())) throw std::runtime_error("no folder for the proxy");
    folder_ = made;
    address_.replace(from, folder.size(), made);
    listener_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto here = socket_address(folder_ + name_);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0 ||
        ::listen(listener_, 16) != 0)
      throw std::runtime_error("the proxy cannot listen");
    accepting_ = std::thread([this] { accept(); });
  }
  ~PostgresqlProxy() {
    is_ending_ = true;
    accepting_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
    std::filesystem::remove_all(folder_);
  }
  PostgresqlProxy(const PostgresqlProxy&) = delete;

  const std::string& address() const { return address_; }
  // The next COMMIT reaches the server, but the client's connection ends instead of an answer.
  void cut_after_commit() const { cuts_after_commit_ = true; }
  bool has_cut() const { return has_cut_; }
  // Connections end instead of sending a message with this text, if there is one.
  void cut_before(const std::string& text) {
    const MutexLock lock(mutex_);
    forbidden_ = text;
  }
  // The clients of now lose their connections; the server keeps its sessions, as where a cable is pulled.
  void lose_clients() const {
    loses_clients_ = true;
    while (clients_ > 0) std::this_thread::yield();
    loses_clients_ = false;
  }
  // New connections are closed at once.
  void refuse(bool is_refusing) const { is_refusing_ = is_refusing; }

 private:
  static sockaddr_un socket_address(const std::string& path) {
    sockaddr_un made{};
    made.sun_family = AF_UNIX;
    std::strncpy(made.sun_path, path.c_str(), sizeof made.sun_path - 1);
    return made;
  }

  void accept() {
    while (!is_ending_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 20) < 1) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      if (is_refusing_)
        ::close(client);
      else
        connections_.emplace_back([this, client] { relay(client); });
    }
  }

  void relay(int client) {
    const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const auto there = socket_address(server_);
    bool is_open = ::connect(server, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
    ++clients_;
    while (is_open && !is_ending_ && !loses_clients_) {
      std::array<pollfd, 2> ready{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      if (::poll(ready.data(), 2, 20) < 1) continue;
      if (ready[0].revents) is_open = pass(client, server);
      if (is_open && ready[1].revents) is_open = pass(server, client);
    }
    ::close(client);
    --clients_;
    while (is_open && !is_ending_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::close(server);
  }

  // False at the end of either.
  bool pass(int from, int to) {
    std::array<char, 65536> bytes;
    const auto n = ::read(from, bytes.data(), bytes.size());
    if (n <= 0 || is_forbidden({bytes.data(), static_cast<std::size_t>(n)})) return false;
    if (::send(to, bytes.data(), static_cast<std::size_t>(n), MSG_NOSIGNAL) != n) return false;
    const std::string_view sent(bytes.data(), static_cast<std::size_t>(n));
    // A simple query (PostgreSQL's manual, 55.7): "Q", four bytes of its length, text and NUL.
    const auto query = sent.size() == 12 && sent[0] == 'Q' ? sent.substr(5, 6) : std::string_view();
    const bool is_commit = query == "COMMIT" || query == "commit";
    if (!is_commit || !cuts_after_commit_.exchange(false)) return true;
    (void)!::read(to, bytes.data(), bytes.size());  // the answer, which nobody gets
    has_cut_ = true;
    return false;
  }

  bool is_forbidden(std::string_view sent) {
    const MutexLock lock(mutex_);
    return !forbidden_.empty() && sent.find(forbidden_) != sent.npos;
  }

  static constexpr const char* name_ = "/.s.PGSQL.5432";
  std::string address_, server_, folder_;
  int listener_ = -1;
  std::atomic<bool> is_ending_ = false;
  std::atomic<int> clients_ = 0;
  mutable std::atomic<bool> loses_clients_ = false, cuts_after_commit_ = false, has_cut_ = false,
                            is_refusing_ = false;
  Mutex mutex_;
  std::string forbidden_ CUNKOU_GUARDED_BY(mutex_);
  std::thread accepting_;
  std::list<std::thread> connections_;
};

}  // namespace cunkou::sql::testing
