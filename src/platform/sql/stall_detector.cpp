#include "platform/sql/stall_detector.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace cunkou::sql {
namespace {

constexpr int misses_max = 3;  // that end long work: a loaded server may leave one question unanswered

}  // namespace

StallDetector::StallDetector(std::function<Answer()> ask, Times times)
    : ask_(std::move(ask)), times_(times) {}

StallDetector::~StallDetector() {
  std::thread running;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    running = std::move(thread_);
  }
  ended_.notify_all();
  if (running.joinable()) running.join();
}

StallDetector::Socket::Socket(int of) : number_(fcntl(of, F_DUPFD_CLOEXEC, 0)) {
  if (number_ < 0) throw std::system_error(errno, std::generic_category(), "a socket of the database");
}
StallDetector::Socket::~Socket() { close(number_); }

StallDetector::Work::Work(StallDetector& detector, const Socket& socket) : detector_(detector) {
  const MutexLock lock(detector_.mutex_);
  if (!detector_.thread_.joinable()) detector_.thread_ = std::thread([&detector] { detector.run(); });
  detector_.work_.emplace_back(std::chrono::steady_clock::now(), &socket);
  place_ = std::prev(detector_.work_.end());
}
StallDetector::Work::~Work() {
  const MutexLock lock(detector_.mutex_);
  detector_.work_.erase(place_);
}

bool StallDetector::is_lost(Time begin, const Socket& socket, const Answer& answer, int misses) const {
  if (!socket.is_limited) return misses == misses_max;
  if (!answer.is_there) return true;
  if (!answer.working) return std::chrono::steady_clock::now() > begin + times_.limit;
  return !answer.working->contains(socket.process);
}

void StallDetector::run() {
  const auto step = std::min(times_.patience, std::chrono::milliseconds(1000));
  MutexLock lock(mutex_);
  Time asked{};
  int misses = 0;  // answers, one after another
  while (!is_ending_) {
    const auto now = std::chrono::steady_clock::now();
    const auto is_long = [&](const auto& one) { return one.first + times_.patience <= now; };
    if (work_.empty() || !is_long(work_.front()) || asked + times_.patience > now) {
      lock.wait_until(ended_, now + step);
      continue;
    }
    Answer answer;
    {
      const MutexUnlock unlocked(mutex_);
      answer = ask_();
    }
    asked = std::chrono::steady_clock::now();
    misses = answer.is_there ? 0 : std::min(misses + 1, misses_max);
    for (const auto& [begin, socket] : work_)
      if (is_long(std::pair(begin, socket)) && is_lost(begin, *socket, answer, misses))
        shutdown(socket->number(), SHUT_RDWR);
  }
}

}  // namespace cunkou::sql
