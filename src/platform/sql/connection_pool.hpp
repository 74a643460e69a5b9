#pragma once
// A limited number of connections, each of one thread at a time.

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.hpp"

namespace cunkou::sql {

// Connection has is_usable(). Thread-safe.
template <class Connection>
class ConnectionPool {
 public:
  explicit ConnectionPool(std::size_t most) : most_(most) {}

  // A connection of the pool, given back at the end. Null: the borrower has to make it.
  class Lease {
   public:
    explicit Lease(ConnectionPool& pool) : connection(pool.take()), pool_(pool) {}
    ~Lease() { pool_.give_back(std::move(connection)); }
    Lease(const Lease&) = delete;

    std::unique_ptr<Connection> connection;

   private:
    ConnectionPool& pool_;
  };

 private:
  // Waits while all are in use.
  std::unique_ptr<Connection> take() {
    MutexLock lock(mutex_);
    while (idle_.empty() && count_ >= most_) lock.wait(returned_);
    if (idle_.empty()) {
      ++count_;
      return nullptr;
    }
    auto taken = std::move(idle_.back());
    idle_.pop_back();
    return taken;
  }

  // Null, or one that cannot be used any more, gives its place free.
  void give_back(std::unique_ptr<Connection> connection) {
    MutexLock lock(mutex_);
    if (connection && connection->is_usable())
      idle_.push_back(std::move(connection));
    else
      --count_;
    returned_.notify_one();
  }

  const std::size_t most_;
  Mutex mutex_;
  std::condition_variable returned_;
  std::size_t count_ CUNKOU_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Connection>> idle_ CUNKOU_GUARDED_BY(mutex_);
};

}  // namespace cunkou::sql
