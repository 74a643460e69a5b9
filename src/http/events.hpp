#pragma once
// Server-sent events: app/ publishes, each open stream gets what its person may see. Thread-safe. A stream that does not
// read is dropped (the phone reconnects and reads afresh), never waited for.

#include <functional>
#include <memory>
#include <string>

#include "people/may.hpp"

namespace cunkou::http {

struct Event {
  std::string name;         // "reading", "alarm" …
  std::string json;         // one line
  people::Scope scope;      // where it happened: who may `see` there gets it
  std::int64_t greenhouse = 0;  // for streams that ask for one only; 0: none
};

class Events {
 public:
  Events();
  ~Events();
  void publish(const Event&);   // cheap: one pass over the streams whose scope index matches
  std::size_t streams() const;

  // Used by the server for GET /api/live?greenhouse=ID|place=CODE
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::http
