#include "platform/sql/server_watch.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace cunkou::sql {

ServerWatch::ServerWatch(std::function<Answer()> ask, Times times) : ask_(std::move(ask)), times_(times) {}

ServerWatch::~ServerWatch() {
  std::thread running;
  {
    const MutexLock lock(mutex_);
    is_ending_ = true;
    running = std::move(thread_);
  }
  ended_.notify_all();
  if (running.joinable()) running.join();
}

ServerWatch::Socket::Socket(int of) : number_(fcntl(of, F_DUPFD_CLOEXEC, 0)) {}
ServerWatch::Socket::~Socket() {
  if (number_ >= 0) close(number_);
}

ServerWatch::Work::Work(ServerWatch& watch, const Socket& socket) : watch_(watch) {
  const MutexLock lock(watch_.mutex_);
  watch_.work_.emplace_back(std::chrono::steady_clock::now(), &socket);
  place_ = std::prev(watch_.work_.end());
  if (!watch_.thread_.joinable()) watch_.thread_ = std::thread([&watch] { watch.run(); });
}
ServerWatch::Work::~Work() {
  const MutexLock lock(watch_.mutex_);
  watch_.work_.erase(place_);
}

bool ServerWatch::is_lost(Time begin, const Socket& socket, const Answer& answer) const {
  if (!answer.is_there) return true;
  if (!socket.is_limited) return false;
  if (std::chrono::steady_clock::now() > begin + times_.limit) return true;
  return socket.process != 0 && answer.working && !answer.working->contains(socket.process);
}

void ServerWatch::run() {
  const auto step = std::min(times_.patience, std::chrono::milliseconds(1000));
  MutexLock lock(mutex_);
  Time asked{};
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
    for (const auto& [begin, socket] : work_)
      if (is_long(std::pair(begin, socket)) && is_lost(begin, *socket, answer))
        shutdown(socket->number(), SHUT_RDWR);
  }
}

}  // namespace cunkou::sql
