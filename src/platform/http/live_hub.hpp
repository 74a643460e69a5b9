#pragma once
// The streams of one loop and what is published for them. Without sockets: a stream says itself how it sends.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/http/live_updates.hpp"

namespace cunkou::http {

struct Published {
  std::string lines;  // as they go out
  access::Scope scope;
  std::int64_t greenhouse = 0;
  std::string language{};  // "": any
};
using PublishedPtr = std::shared_ptr<const Published>;

std::string event_lines(std::string_view name, std::string_view json);

// One open stream. On its loop's thread only.
class LiveStream {
 public:
  virtual ~LiveStream() = default;
  virtual void take(std::string_view lines) = 0;  // keeps them for flush()
  virtual void flush() = 0;
  virtual void recheck() = 0;  // whether it may go on

  Filter filter;
  access::Identity who;

 private:
  friend class LiveHub;
  std::uint64_t last_ = 0;
  bool dirty_ = false;
};

class LiveHub {
 public:
  // `wake` is called from any thread when something is published and nothing was before; the loop then calls
  // deliver() soon: what comes in between goes out in the same packet.
  explicit LiveHub(std::function<void()> wake) : wake_(std::move(wake)) {}

  void publish(PublishedPtr);  // any thread
  void recheck(PersonId);      // any thread; 0: everybody
  std::size_t streams() const { return count_; }

  // On the loop's thread.
  void add(LiveStream&);
  void remove(LiveStream&);
  bool deliver();  // what was published, to some of the streams it is for; true: serve() the others
  // Some more streams; true: there are others. The loop looks at what else waits in between: a thousand
  // phones at once would keep a request waiting.
  bool serve();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
  };
  using Streams = std::vector<LiveStream*>;

  void wake_for(const std::function<void()>& change);  // of what deliver() looks at
  void offer(const Published&);
  void offer(const Published&, Streams&);
  template <class F>
  void each_place(LiveStream&, F);

  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<PublishedPtr> inbox_;
  std::vector<PersonId> recheck_;
  std::atomic<std::size_t> count_{0};

  std::unordered_map<std::int64_t, Streams> by_greenhouse_, by_household_;
  std::unordered_map<std::string, Streams, Hash, std::equal_to<>> by_path_;
  Streams all_;
  std::deque<LiveStream*> dirty_;
  std::uint64_t number_ = 0;
};

struct LiveUpdates::Impl {
  void attach(LiveHub*);
  void detach(LiveHub*);

  mutable std::mutex mutex;
  std::vector<LiveHub*> hubs;
};

}  // namespace cunkou::http
