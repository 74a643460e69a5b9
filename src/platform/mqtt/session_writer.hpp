#pragma once
// Brings changes to the SessionStore from a thread of its own, as many in one commit as have come meanwhile.

#include <functional>
#include <memory>

#include "platform/mqtt/session_store.hpp"

namespace cunkou::mqtt {

using Settle = std::function<void(const Result<void>&)>;  // called once, from any thread, possibly at once

class SessionWriter {
 public:
  explicit SessionWriter(SessionStore&);
  ~SessionWriter();  // writes what waits

  // `done` (may be empty) comes when these changes and all before them are on disk, or could not be stored:
  // then they are kept, and tried again with the next ones. Of two changes to one record only the last is
  // written.
  void write(Changes, Settle done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::mqtt
