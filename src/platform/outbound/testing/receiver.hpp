#pragma once
// For tests: an HTTP server that accepts one request, on a free port of this machine.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace cunkou::outbound {

// A listening socket that accepts no connection.
class Listener {
 public:
  explicit Listener(int backlog = 16) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, plain, size) != 0 || listen(socket_, backlog) != 0 ||
        getsockname(socket_, plain, &size) != 0)
      throw std::runtime_error("no port to listen at");
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  static sockaddr_in loopback(unsigned short port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
  }
  int socket() const { return socket_; }
  unsigned short port() const { return port_; }

 private:
  int socket_;
  unsigned short port_ = 0;
};

// A self-signed certificate, made by the openssl program.
struct Certificate {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("cunkou_tls_" + std::to_string(getpid()));
  std::filesystem::path certificate = folder / "c.pem", key = folder / "k.pem";
  explicit Certificate(const std::string& host) {
    std::filesystem::create_directories(folder);
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + host +
        " -addext subjectAltName=DNS:" + host + " -keyout " + key.string() + " -out " + certificate.string() +
        " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl did not make a certificate");
  }
  ~Certificate() { std::filesystem::remove_all(folder); }
};

// Accepts one request, plain or over TLS, and answers it.
class Receiver {
 public:
  explicit Receiver(std::string response, const Certificate* certificate = nullptr)
      : tls_(nullptr, SSL_CTX_free), response_(std::move(response)) {
    if (certificate) {
      tls_.reset(SSL_CTX_new(TLS_server_method()));
      SSL_CTX_use_certificate_chain_file(tls_.get(), certificate->certificate.c_str());
      SSL_CTX_use_PrivateKey_file(tls_.get(), certificate->key.c_str(), SSL_FILETYPE_PEM);
    }
    thread_ = std::thread([this] { serve(); });
  }
  ~Receiver() {
    const int knock = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = Listener::loopback(port());
    (void)!connect(knock, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    close(knock);
    thread_.join();
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  unsigned short port() const { return listener_.port(); }
  std::string url(const std::string& scheme = "http", const std::string& host = "localhost") const {
    return scheme + "://" + host + ":" + std::to_string(port()) + "/hook?key=1";
  }
  std::string request() { return seen_.get_future().get(); }

 private:
  void serve() {
    sigset_t broken;  // OpenSSL writes without MSG_NOSIGNAL
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken, nullptr);
    const int socket = accept(listener_.socket(), nullptr, nullptr);
    if (!tls_) {
      exchange([&](char* to, std::size_t n) { return recv(socket, to, n, 0); },
               [&](const char* from, std::size_t n) { return send(socket, from, n, MSG_NOSIGNAL); });
    } else {
      const std::unique_ptr<SSL, decltype(&SSL_free)> stream(SSL_new(tls_.get()), SSL_free);
      SSL_set_fd(stream.get(), socket);
      if (SSL_accept(stream.get()) == 1)
        exchange([&](char* to, std::size_t n) { return SSL_read(stream.get(), to, static_cast<int>(n)); },
                 [&](const char* from, std::size_t n) {
                   return SSL_write(stream.get(), from, static_cast<int>(n));
                 });
    }
    close(socket);
  }

  template <class Read, class Write>
  void exchange(Read read, Write write) {
    std::string text;
    while (!is_whole(text)) {
      char bytes[4096];
      const auto n = read(bytes, sizeof bytes);
      if (n <= 0) return;
      text.append(bytes, static_cast<std::size_t>(n));
    }
    seen_.set_value(text);
    for (std::string_view left = response_; !left.empty();) {
      const auto n = write(left.data(), left.size());
      if (n <= 0) return;
      left.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  static bool is_whole(const std::string& request) {
    const auto head = request.find("\r\n\r\n");
    if (head == request.npos) return false;
    const auto length = request.find("Content-Length: ");
    const auto body = length < head ? std::stoul(request.substr(length + 16)) : 0;
    return request.size() >= head + 4 + body;
  }

  Listener listener_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_;
  std::string response_;
  std::promise<std::string> seen_;
  std::thread thread_;
};

inline std::string ok(const std::string& body = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace cunkou::outbound
