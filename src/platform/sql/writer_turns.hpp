#pragma once
// Writers of one database take turns, and one may have to wait for a server that was lost while it committed:
// only the server knows whether it did.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/label.hpp"
#include "base/mutex.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/postgresql_session.hpp"

namespace cunkou::sql {

// What the number of the last commit says of the commit `number`, which was to replace `before`; none:
// another program has written since.
inline std::optional<bool> was_committed(std::int64_t found, std::int64_t before, std::int64_t number) {
  if (found == number) return true;
  if (found == before) return false;
  return std::nullopt;
}

// Thread-safe.
class CUNKOU_CAPABILITY("mutex") WriterTurns {
 public:
  // The turn of one writer, from construction to destruction. Throws Broken while another one waits for the
  // server.
  class CUNKOU_SCOPED_CAPABILITY Turn {
   public:
    explicit Turn(WriterTurns& turns) CUNKOU_ACQUIRE(turns) : turns_(turns) { turns_.take(); }
    ~Turn() CUNKOU_RELEASE() { turns_.end(); }
    Turn(const Turn&) = delete;

   private:
    WriterTurns& turns_;
  };

  // Why a writer waits; none: no writer does.
  std::optional<Label> reason() const {
    const MutexLock lock(mutex_);
    return reason_;
  }

  // From now on ask() throws instead of waiting.
  void give_up() {
    const MutexLock lock(mutex_);
    has_given_up_ = true;
    changed_.notify_all();
  }

  // Returns what f returns, which is called until it throws no Unavailable. By the writer whose turn it is.
  template <class F>
  auto ask(F&& f) {
    for (;;) try {
        auto answer = f();
        set(std::nullopt);
        return answer;
      } catch (const Unavailable& why) {
        set(why.reason);
        if (!pause()) throw;
      }
  }

 private:
  void take() {
    MutexLock lock(mutex_);
    while (is_taken_) {
      if (reason_) throw Broken(*reason_, shown_to_people());
      lock.wait(changed_);
    }
    is_taken_ = true;
  }
  void end() {
    const MutexLock lock(mutex_);
    is_taken_ = false;
    reason_.reset();
    changed_.notify_all();
  }
  void set(std::optional<Label> why) {
    const MutexLock lock(mutex_);
    reason_ = std::move(why);
    changed_.notify_all();
  }
  // False once given up.
  bool pause() {
    MutexLock lock(mutex_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    while (!has_given_up_ && std::chrono::steady_clock::now() < end) lock.wait_until(changed_, end);
    return !has_given_up_;
  }

  mutable Mutex mutex_;
  std::condition_variable changed_;
  bool is_taken_ CUNKOU_GUARDED_BY(mutex_) = false;
  bool has_given_up_ CUNKOU_GUARDED_BY(mutex_) = false;
  std::optional<Label> reason_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou::sql
