#pragma once
// Running and finished imports of files. A job reads its file in parts, so that its page can show the
// progress. After an interruption, import the same file again: equal readings change nothing. Thread-safe;
// kept until the program ends.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/mutex.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/ingest/http/import_routes.hpp"
#include "sensing/ingest/ingest.hpp"

namespace cunkou::ingest {

struct Import {
  enum class State { running, done, failed };
  std::int64_t id = 0;
  DeviceId device;
  State state = State::running;
  std::size_t bytes = 0, bytes_total = 0;
  Report report;               // so far; its refusals: the first limits::import_refusals
  std::optional<Label> error;  // when failed
};

class ImportJobs {
 public:
  explicit ImportJobs(const ImportRouteParts&);

  // Reads one file at a time. Refuses a file without the required columns, and (unavailable) too many waiting
  // imports.
  Result<std::int64_t> begin(DeviceId, std::string file) CUNKOU_EXCLUDES(mutex_);
  std::optional<Import> find(std::int64_t id) const;

 private:
  void run(std::int64_t id, DeviceId, const std::string& file) CUNKOU_EXCLUDES(mutex_);
  template <class F>
  void change(std::int64_t id, F&&) CUNKOU_EXCLUDES(mutex_);

  ImportRouteParts parts_;
  async::ConcurrencyLimiter limiter_;
  mutable Mutex mutex_;
  std::map<std::int64_t, Import> imports_ CUNKOU_GUARDED_BY(mutex_);
  std::int64_t last_ CUNKOU_GUARDED_BY(mutex_) = 0;
};

}  // namespace cunkou::ingest
