#pragma once
// Live updates as server-sent events (WHATWG HTML 9.2): the app publishes, and each open stream gets what it
// subscribed to and its person may see. A stream whose client does not read is dropped, never waited for; the
// phone reconnects and reloads. Thread-safe.

#include <cstdint>
#include <memory>
#include <string>

#include "access/may.hpp"

namespace cunkou::http {

struct LiveUpdate {
  std::string name;          // "reading", "alarm" …
  std::string json;          // one line
  access::Scope scope;       // location of the change: persons who may `see` it receive the update
  std::int64_t subject = 0;  // id of what changed, for streams of one subject; 0: none
  std::string language{};    // "zh" or "en": only for persons of that language; "": for all
};

// Selection of the updates of a stream. With neither: everything that its person may see.
struct Filter {
  std::string place_path;    // all below this place, "/1/4/"
  std::int64_t subject = 0;  // this subject only
};

class LiveUpdates {
 public:
  LiveUpdates();
  ~LiveUpdates();
  // Formats once and passes a pointer to each loop that has streams; an index finds the streams.
  void publish(const LiveUpdate&);
  std::size_t streams() const;  // open streams
  // Rights of that person have changed or a session has ended: each of the person's streams (0: all streams)
  // checks its rights again and ends if they are gone.
  void recheck(PersonId);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::http
