#pragma once
// The seam that lets persistent sessions and retained messages outlive the server: named records, nothing
// more. Written where the database is; what stands in a record is this room's business (record.hpp).

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cunkou::mqtt {

struct Change {
  std::string key;                   // short printable ASCII, e.g. "q/17/204"
  std::optional<std::string> value;  // bytes; none: the record is deleted, whether it is there or not
};
using Changes = std::vector<Change>;

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // Once, before anything is written: every record, in any order. Throws when the database cannot be read.
  virtual void load(const std::function<void(std::string_view key, std::string_view value)>& take) = 0;

  // All of it or nothing, on disk when it returns. Called from one thread at a time, and may take its time.
  // Refused as unavailable when it cannot be stored; it is then brought again with the next change.
  virtual Result<void> commit(const Changes&) = 0;
};

}  // namespace cunkou::mqtt
