#pragma once
// Open pages of a person whose session ended, or whose rights changed, are checked again.

#include "core/people/sessions.hpp"
#include "platform/http/live_updates.hpp"

namespace cunkou::app {

class SessionReactions final : public people::SessionListener {
 public:
  explicit SessionReactions(http::LiveUpdates& live_updates) : live_updates_(live_updates) {}
  void session_forgotten(PersonId person) override { live_updates_.recheck(person); }

 private:
  http::LiveUpdates& live_updates_;
};

}  // namespace cunkou::app
