#pragma once
// Ends the work of sessions whose server does not answer: libpq waits without end, and a server that is
// stopped, a network that is cut and a proxy whose other side is gone close nothing.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <optional>
#include <set>
#include <thread>

#include "base/mutex.hpp"

namespace cunkou::sql {

// Thread-safe. Once work has lasted longer than the patience, asks the server again and again until it is
// over, and shuts down the sockets of work that nobody does; the work then fails as by a lost connection.
class StallDetector {
 public:
  struct Answer {
    bool is_there = false;
    // The processes of the server that work for this user, or have just done so; none: nobody knows.
    std::optional<std::set<int>> working = {};
  };
  struct Times {
    std::chrono::milliseconds patience = std::chrono::seconds(5);
    std::chrono::milliseconds limit = std::chrono::seconds(60);  // of limited work of which nobody knows
  };
  // `ask` asks the server on a connection of its own, for a few seconds.
  explicit StallDetector(std::function<Answer()> ask, Times times);
  ~StallDetector();
  StallDetector(const StallDetector&) = delete;

  // Another descriptor of a session's socket, which libpq may close during the work.
  class Socket {
   public:
    explicit Socket(int of);
    ~Socket();
    Socket(const Socket&) = delete;
    int number() const { return number_; }

    std::atomic<int> process = 0;  // of the server
    // Its statements and pauses have time-outs: it is lost once its process does not work. Other work is lost
    // when the server has left three questions unanswered, one after another.
    std::atomic<bool> is_limited = false;

   private:
    const int number_;
  };

  // From its construction to its destruction a session may wait for the server.
  class Work {
   public:
    Work(StallDetector&, const Socket&);
    ~Work();
    Work(const Work&) = delete;

   private:
    StallDetector& detector_;
    std::list<std::pair<std::chrono::steady_clock::time_point, const Socket*>>::iterator place_;
  };

 private:
  using Time = std::chrono::steady_clock::time_point;
  void run();
  bool is_lost(Time begin, const Socket&, const Answer&, int misses) const;

  const std::function<Answer()> ask_;
  const Times times_;
  Mutex mutex_;
  std::condition_variable ended_;
  bool is_ending_ CUNKOU_GUARDED_BY(mutex_) = false;
  // When it began; oldest first.
  std::list<std::pair<Time, const Socket*>> work_ CUNKOU_GUARDED_BY(mutex_);
  std::thread thread_ CUNKOU_GUARDED_BY(mutex_);  // from the first work on
};

}  // namespace cunkou::sql
