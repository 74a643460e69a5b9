#pragma once
// Test doubles for tests and benchmarks: a gateway and a session store in memory. Thread-safe.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "platform/mqtt/gateway.hpp"
#include "platform/mqtt/session_store.hpp"

namespace cunkou::mqtt::testing {

// Accepts tokens "device-N" as device N and "service" as a service. Commits at once, or on commit_all() while
// `hold` is set.
class TestGateway final : public Gateway {
 public:
  struct Received {
    std::string owner, topic, payload;
    std::optional<MessageId> message = {};
    friend bool operator==(const Received&, const Received&) = default;
  };

  std::atomic<bool> hold{false};  // delay commits until commit_all()
  std::atomic<bool> keep{true};   // store payloads
  std::atomic<std::uint64_t> count{0};
  std::atomic<bool> disk_full{false};
  std::atomic<bool> broken{false};  // throws
  std::atomic<Taken> taken{Taken::in_turn};
  std::atomic<Stored> stored{Stored::content};

  Result<Client> sign_in(const SignIn& who) override {
    throw_if_broken();
    if (who.user_name == "service") return Client{DeviceId{}, "service/test", {}};
    if (who.user_name == "throttled") return Error{Code::too_many, untranslated("try again in a minute")};
    if (!who.user_name.starts_with("device-"))
      return Error{Code::unauthenticated, untranslated("no such token")};
    const auto number = parse_number<std::int64_t>(who.user_name.substr(7)).value_or(0);
    if (number <= 0) return Error{Code::unauthenticated, untranslated("no such token")};
    return Client{DeviceId{number}, {}, {}};
  }
  bool may_publish(const Client&, std::string_view topic) const override {
    return topic.starts_with("v1/devices/me/");
  }
  bool may_subscribe(const Client&, std::string_view filter) const override {
    return filter.starts_with("v1/devices/me/") || filter.starts_with("v1.1/");
  }
  Taken received(const Client& client, const Content& content, Completion<Stored> committed) override {
    throw_if_broken();
    count.fetch_add(1, std::memory_order_relaxed);
    if (keep) {
      std::lock_guard lock(mutex_);
      received_.push_back(
          {client.owner, std::string(content.topic), std::string(content.payload), content.message});
      changed_.notify_all();
      if (hold) {
        held_.push_back(std::move(committed));
        return taken;
      }
    }
    committed(outcome(content.payload));
    return taken;
  }
  void refused(const Client*, std::string_view, std::string_view why) override { note("refused: ", why); }
  void disconnected(const Client&, std::string_view why) override { note("disconnected: ", why); }

  void commit_all(bool newest_first = false) {
    std::vector<Completion<Stored>> held;
    {
      std::lock_guard lock(mutex_);
      held.swap(held_);
    }
    if (newest_first) std::reverse(held.begin(), held.end());
    for (auto& committed : held) committed(outcome({}));
  }
  std::vector<Received> received() const {
    std::lock_guard lock(mutex_);
    return received_;
  }
  std::vector<std::string> notes() const {
    std::lock_guard lock(mutex_);
    return notes_;
  }
  // Waits for the n-th publication, for tests over real sockets.
  void wait_for(std::size_t n) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return received_.size() >= n; });
  }
  bool wait_for_note(std::string_view part) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{10}, [&] {
      for (const auto& note : notes_)
        if (note.find(part) != std::string::npos) return true;
      return false;
    });
  }

 private:
  void throw_if_broken() const {
    if (broken) throw std::runtime_error("the database is locked");
  }
  Result<Stored> outcome(std::string_view payload) const {
    if (disk_full) return Error{Code::unavailable, untranslated("the disk is full")};
    if (payload == "not json") return invalid(untranslated("not JSON"));
    return stored.load();
  }
  void note(std::string_view kind, std::string_view why) {
    std::lock_guard lock(mutex_);
    notes_.push_back(std::string(kind) + std::string(why));
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Received> received_;
  std::vector<Completion<Stored>> held_;
  std::vector<std::string> notes_;
};

class MemorySessionStore final : public SessionStore {
 public:
  std::atomic<bool> disk_full{false};

  void load(const std::function<void(std::string_view, std::string_view)>& take) override {
    for (const auto& [key, value] : records()) take(key, value);
  }
  Result<void> commit(const Changes& changes) override {
    if (disk_full) return Error{Code::unavailable, untranslated("the disk is full")};
    std::lock_guard lock(mutex_);
    for (const auto& [key, value] : changes)
      if (value)
        records_[key] = *value;
      else
        records_.erase(key);
    return {};
  }
  std::map<std::string, std::string> records() const {
    std::lock_guard lock(mutex_);
    return records_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> records_;
};

}  // namespace cunkou::mqtt::testing
