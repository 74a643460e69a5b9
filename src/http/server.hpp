#pragma once
// The HTTP endpoint: HTTP/1.1 on Boost.Beast, TLS by config, static files of the web app, server-sent events.

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "http/events.hpp"
#include "http/route.hpp"

namespace cunkou::async {
class Io;
class WorkerPool;
}

namespace cunkou::http {

class Server {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    unsigned short port = 8080;          // 0: any free one, see port()
    std::string certificate, key;        // PEM files; empty: no TLS
    std::string web_root;                // folder of the built web app; empty: the one beside the program
    bool trust_forwarded_for = false;
  };
  // Who is asking: from the session cookie, a bearer or "Token" header, or a token in the URL. Called on the worker pool.
  using Identify = std::function<people::Identity(const Request&)>;

  // Throws std::system_error with a plain sentence if the address is taken.
  Server(async::Io&, async::WorkerPool&, Events&, Routes, Identify, Options);
  ~Server();
  unsigned short port() const;
  void stop();  // no new requests; those under way are answered; then connections close

  struct Metrics { std::int64_t connections, requests, refused, event_streams; };
  Metrics metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::http
