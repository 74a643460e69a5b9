#pragma once
// Event loops for sockets. One io_context per thread: an operation stays on its loop's thread and needs
// neither strand nor lock.

#include <cstddef>
#include <memory>

#include "platform/async/failure.hpp"

namespace boost::asio {
class io_context;
}

namespace cunkou::async {

class Io {
 public:
  // Starts `threads` loops, at least one. They run until stop(), also when idle.
  explicit Io(std::size_t threads, Failed failed = log_to_stderr);
  ~Io();  // stop()
  Io(const Io&) = delete;
  Io& operator=(const Io&) = delete;

  std::size_t size() const;
  boost::asio::io_context& loop(std::size_t n);  // n < size()
  boost::asio::io_context& next();               // round robin, any thread

  // Ends the loops at once, with pending operations, and joins; drain before. Not from a loop.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::async
