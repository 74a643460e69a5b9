#include "platform/sql/stored_word.hpp"

#include <set>
#include <utility>

#include "base/mutex.hpp"
#include "base/text.hpp"

namespace cunkou::sql {
namespace {

constexpr std::size_t reports_max = 1000;  // a whole table may be unknown

struct Reports {
  Mutex mutex;
  std::function<void(std::string_view)> log CUNKOU_GUARDED_BY(mutex);
  std::set<std::string> reported CUNKOU_GUARDED_BY(mutex);
};

Reports& reports() {
  static Reports all;
  return all;
}

}  // namespace

void report_unknown_word(std::string_view column, std::string_view row, std::string_view word) {
  const auto line = std::string(column) + ", row " + std::string(row) + ": this version does not know \"" +
                    excerpt(word) + "\"";
  auto& all = reports();
  MutexLock lock(all.mutex);
  if (!all.log || all.reported.size() >= reports_max || !all.reported.insert(line).second) return;
  all.log(line);
}

void set_unknown_word_log(std::function<void(std::string_view)> log) {
  auto& all = reports();
  MutexLock lock(all.mutex);
  all.log = std::move(log);
  all.reported.clear();
}

}  // namespace cunkou::sql
