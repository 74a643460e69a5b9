#pragma once
// Interface to the storage of persistent sessions and retained messages: named records. The database
// implements it; mqtt alone defines the records (record.hpp).

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cunkou::mqtt {

struct Change {
  std::string key;                   // short printable ASCII, e.g. "q/17/204"
  std::optional<std::string> value;  // bytes; nullopt: deletes the record, present or not
};
using Changes = std::vector<Change>;

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // Called once, before any write: passes every record, in any order. Throws if the database cannot be read.
  virtual void load(const std::function<void(std::string_view key, std::string_view value)>& take) = 0;

  // Atomic and durable on return. Called by one thread at a time; may block. Refuses as unavailable if it
  // cannot store; the changes are then repeated with the next commit.
  virtual Result<void> commit(const Changes&) = 0;
};

}  // namespace cunkou::mqtt
