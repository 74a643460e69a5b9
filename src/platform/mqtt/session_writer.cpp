#include "platform/mqtt/session_writer.hpp"

#include <exception>
#include <map>
#include <thread>
#include <utility>

#include "base/mutex.hpp"

namespace cunkou::mqtt {

namespace {

using Records = std::map<std::string, std::optional<std::string>>;

Changes listed(const Records& records) {
  Changes changes;
  changes.reserve(records.size());
  for (const auto& [key, value] : records) changes.push_back({key, value});
  return changes;
}

}  // namespace

struct SessionWriter::Impl {
  explicit Impl(SessionStore& s) : store(s) {}

  SessionStore& store;
  Mutex mutex;
  std::condition_variable work;
  Records records CUNKOU_GUARDED_BY(mutex);
  std::vector<Completion<>> waiting CUNKOU_GUARDED_BY(mutex);
  bool stopping CUNKOU_GUARDED_BY(mutex) = false;
  std::thread thread;

  Result<void> commit(const Records& batch) {
    if (batch.empty()) return {};
    try {
      return store.commit(listed(batch));
    } catch (const std::exception& e) {
      return Error{Code::unavailable, untranslated(e.what())};
    }
  }

  void write_on() {
    for (bool tried_last = false;;) {
      Records batch;
      std::vector<Completion<>> settles;
      {
        MutexLock lock(mutex);
        while (!stopping && waiting.empty()) lock.wait(work);
        if (waiting.empty() && records.empty()) return;
        if (waiting.empty()) tried_last = true;
        batch.swap(records);
        settles.swap(waiting);
      }
      const auto result = commit(batch);
      if (!result) keep(std::move(batch));
      for (const auto& settle : settles)
        if (settle) settle(result);
      if (tried_last) return;
    }
  }

  void keep(Records failed) {
    MutexLock lock(mutex);
    records.merge(std::move(failed));  // a newer change to the same record wins
  }
};

SessionWriter::SessionWriter(SessionStore& store) : impl_(std::make_unique<Impl>(store)) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->write_on(); });
}

SessionWriter::~SessionWriter() {
  {
    MutexLock lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->work.notify_one();
  impl_->thread.join();
}

void SessionWriter::write(Changes changes, Completion<> done) {
  {
    MutexLock lock(impl_->mutex);
    for (auto& [key, value] : changes) impl_->records.insert_or_assign(std::move(key), std::move(value));
    impl_->waiting.push_back(std::move(done));
  }
  impl_->work.notify_one();
}

}  // namespace cunkou::mqtt
