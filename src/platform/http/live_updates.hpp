#pragma once
// Server-sent events (WHATWG HTML 9.2): app/ publishes, each open stream gets what it asked for and its
// person may see. A stream that does not read is dropped (the phone reconnects and reads afresh), never
// waited for. Thread-safe.

#include <cstdint>
#include <memory>
#include <string>

#include "access/may.hpp"

namespace cunkou::http {

struct LiveUpdate {
  std::string name;             // "reading", "alarm" …
  std::string json;             // one line
  access::Scope scope;          // where it happened: who may `see` there gets it
  std::int64_t greenhouse = 0;  // for streams that ask for one only; 0: none
  std::string language{};       // "zh" or "en": only for people who read that; "": for all
};

// What a stream asks for. Neither: all that its person may see.
struct Filter {
  std::string place_path;       // all below this place, "/1/4/"
  std::int64_t greenhouse = 0;  // this one only
};

class LiveUpdates {
 public:
  LiveUpdates();
  ~LiveUpdates();
  // Cheap: formats once, hands a pointer to each loop that has streams; they find theirs by an index.
  void publish(const LiveUpdate&);
  std::size_t streams() const;  // open ones
  // What that person may see has changed, or a session has ended: each stream of theirs (0: of anybody) asks
  // again whether it may go on, and ends if not.
  void recheck(PersonId);

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::http
