#include "base/query_deadline.hpp"

#include <utility>

namespace cunkou {
namespace {

thread_local const QueryDeadline* current = nullptr;

}  // namespace

QueryDeadline::QueryDeadline(std::function<Duration()> left)
    : left_(std::move(left)), before_(std::exchange(current, this)) {}

QueryDeadline::~QueryDeadline() { current = before_; }

Duration QueryDeadline::left() { return current ? current->left_() : Duration::max(); }

void QueryDeadline::check() {
  if (!is_over()) return;
  throw QueryTookTooLong(
      {"这次查询太久，已经中止：请缩短时间范围，减小 $top，或把 $filter 写得更窄",
       "The query took too long and was ended: ask for a shorter span of time, a smaller $top, or narrow the "
       "$filter, e.g. by phenomenonTime"});
}

}  // namespace cunkou
