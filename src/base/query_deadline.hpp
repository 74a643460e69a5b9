#pragma once
// The time that a query may take. The adapter that answers a request sets it for its thread; what reads many
// rows or chunks on that thread asks for it now and then, and ends. Writes do not ask: they are short, and
// half a write is none.

#include <functional>

#include "base/instant.hpp"
#include "base/unavailable.hpp"

namespace cunkou {

struct QueryTookTooLong : Unavailable {
  using Unavailable::Unavailable;
};

class QueryDeadline {
 public:
  // Until destruction, on this thread. `left`: the time that is left, negative once it is over.
  explicit QueryDeadline(std::function<Duration()> left);
  ~QueryDeadline();
  QueryDeadline(const QueryDeadline&) = delete;
  QueryDeadline& operator=(const QueryDeadline&) = delete;

  // Of the thread that asks. Duration::max(): it has no deadline.
  static Duration left();
  static bool is_over() { return left() <= Duration{0}; }
  // Throws QueryTookTooLong, which says how to ask for less.
  static void check();

 private:
  const std::function<Duration()> left_;
  const QueryDeadline* const before_;
};

}  // namespace cunkou
