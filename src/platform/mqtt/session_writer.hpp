#pragma once
// Writes changes to the SessionStore on its own thread, with all changes that arrived meanwhile in one
// commit.

#include <memory>

#include "base/completion.hpp"
#include "platform/mqtt/session_store.hpp"

namespace cunkou::mqtt {

class SessionWriter {
 public:
  explicit SessionWriter(SessionStore&);
  ~SessionWriter();  // writes pending changes

  // Calls `done` (may be empty) when these changes and all before them are durable, or could not be stored.
  // Failed changes are kept and retried with the next ones. Of several changes to one record only the last is
  // written.
  void write(Changes, Completion<> done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::mqtt
