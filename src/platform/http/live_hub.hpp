#pragma once
// The event streams of one loop, and the dispatch of live updates to them. Has no sockets: a stream sends by
// itself.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.hpp"
#include "base/string_hash.hpp"
#include "platform/http/live_updates.hpp"

namespace cunkou::http {

struct Published {
  std::string lines;  // in wire format
  access::Scope scope;
  std::int64_t subject = 0;
  std::string language{};  // "": any
};
using PublishedPtr = std::shared_ptr<const Published>;

std::string event_lines(std::string_view name, std::string_view json);

// An open event stream. Loop thread only.
class LiveStream {
 public:
  virtual ~LiveStream() = default;
  virtual void take(std::string_view lines) = 0;  // buffers them until flush()
  virtual void flush() = 0;
  virtual void recheck() = 0;  // checks whether the person still has the right, and ends the stream if not

  Filter filter;
  access::Identity who;

 private:
  friend class LiveHub;
  std::uint64_t last_ = 0;
  bool dirty_ = false;
};

class LiveHub {
 public:
  // Calls `wake`, from any thread, when an update is published while none is pending. The loop then calls
  // deliver() with a short delay, which combines updates in one packet.
  explicit LiveHub(std::function<void()> wake) : wake_(std::move(wake)) {}

  void publish(PublishedPtr);  // any thread
  void recheck(PersonId);      // any thread; 0: everybody
  std::size_t streams() const { return count_; }

  // Loop thread only.
  void add(LiveStream&);
  void remove(LiveStream&);
  bool deliver();  // dispatches updates to some of their streams; true: call serve() for the others
  // Serves some more streams; true: more are left. The loop handles other work in between, since a thousand
  // phones at once would delay requests.
  bool serve();

 private:
  using Streams = std::vector<LiveStream*>;

  void change_and_wake(const std::function<void()>& change);  // a change of deliver()'s input
  void offer(const Published&);
  void offer(const Published&, Streams&);
  template <class F>
  void each_place(LiveStream&, F);

  std::function<void()> wake_;
  Mutex mutex_;
  std::vector<PublishedPtr> inbox_ CUNKOU_GUARDED_BY(mutex_);
  std::vector<PersonId> recheck_ CUNKOU_GUARDED_BY(mutex_);
  std::atomic<std::size_t> count_{0};

  std::unordered_map<std::int64_t, Streams> by_subject_, by_household_;
  std::unordered_map<std::string, Streams, StringHash, std::equal_to<>> by_path_;
  Streams all_;
  std::deque<LiveStream*> dirty_;
  std::uint64_t number_ = 0;
};

struct LiveUpdates::Impl {
  void attach(LiveHub*);
  void detach(LiveHub*);

  mutable Mutex mutex;
  std::vector<LiveHub*> hubs CUNKOU_GUARDED_BY(mutex);
};

}  // namespace cunkou::http
