#pragma once
// Open pages of a person whose session ended, or whose rights changed, are checked again.

#include "core/people/sessions.hpp"
#include "platform/http/live_updates.hpp"

namespace cunkou::app {

class SessionReactions final : public people::SessionListener {
 public:
  explicit SessionReactions(http::LiveUpdates& events) : events_(events) {}
  void session_forgotten(PersonId person) override { events_.recheck(person); }

 private:
  http::LiveUpdates& events_;
};

}  // namespace cunkou::app
