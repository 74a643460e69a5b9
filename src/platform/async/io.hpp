#pragma once
// Io: the loops that wait for sockets. One io_context per thread, so that what starts on a loop stays on its
// thread and needs neither strand nor lock.

#include <cstddef>
#include <memory>

#include "platform/async/failure.hpp"

namespace boost::asio {
class io_context;
}

namespace cunkou::async {

class Io {
 public:
  // Starts `threads` loops, at least one. They run until stop(), also while there is nothing to do.
  explicit Io(std::size_t threads, Failed failed = say_on_stderr);
  ~Io();  // stop()
  Io(const Io&) = delete;
  Io& operator=(const Io&) = delete;

  std::size_t size() const;
  boost::asio::io_context& loop(std::size_t n);  // n < size()
  boost::asio::io_context& next();               // round robin, any thread

  // Ends the loops at once, whatever waits in them, and joins. Whoever wants to drain does so before. Not
  // from a loop.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::async
