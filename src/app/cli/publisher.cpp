#include "app/cli/publisher.hpp"

#include <mosquitto.h>
#include <unistd.h>

#include <condition_variable>
#include <optional>

#include "base/mutex.hpp"

namespace cunkou::app {
namespace {

constexpr int window = 512;
constexpr auto patience = std::chrono::seconds(60);

class MosquittoPublisher final : public Publisher {
 public:
  MosquittoPublisher() {
    mosquitto_lib_init();
    const auto id = "cunkou-replay-" + std::to_string(getpid());
    client_ = mosquitto_new(id.c_str(), true, this);
    if (!client_) throw std::runtime_error("libmosquitto could not start");
    mosquitto_max_inflight_messages_set(client_, window);
    mosquitto_reconnect_delay_set(client_, 1, 10, true);
    mosquitto_connect_callback_set(client_, [](mosquitto*, void* self, int code) {
      static_cast<MosquittoPublisher*>(self)->connected(code);
    });
    mosquitto_publish_callback_set(
        client_, [](mosquitto*, void* self, int) { static_cast<MosquittoPublisher*>(self)->puback(); });
  }

  ~MosquittoPublisher() override {
    mosquitto_disconnect(client_);
    mosquitto_loop_stop(client_, false);
    mosquitto_destroy(client_);
    mosquitto_lib_cleanup();
  }

  Result<void> start(const Endpoint& to, const std::string& token) {
    mosquitto_username_pw_set(client_, token.c_str(), nullptr);
    if (const int error = mosquitto_connect(client_, to.address.c_str(), to.port, 60);
        error != MOSQ_ERR_SUCCESS)
      return Error{Code::unavailable, untranslated("no MQTT endpoint answers at " + to_string(to) + ": " +
                                                   mosquitto_strerror(error))};
    mosquitto_loop_start(client_);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    MutexLock lock(mutex_);
    while (!code_)
      if (lock.wait_until(changed_, deadline) == std::cv_status::timeout && !code_)
        return Error{Code::unavailable, untranslated(to_string(to) + " did not answer within a minute")};
    if (*code_ != 0)
      return Error{Code::unauthenticated,
                   untranslated(std::string("the token was refused: ") + mosquitto_connack_string(*code_))};
    return {};
  }

  Result<void> publish(const std::string& topic, const std::string& payload) override {
    CUNKOU_TRY(wait_below(window));
    if (const int error = mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                                            payload.data(), 1, false);
        error != MOSQ_ERR_SUCCESS && error != MOSQ_ERR_NO_CONN)
      return Error{Code::unavailable,
                   untranslated(std::string("publishing failed: ") + mosquitto_strerror(error))};
    const MutexLock lock(mutex_);
    ++sent_;
    return {};
  }

  Result<void> wait_for_all() override { return wait_below(1); }
  std::int64_t acknowledged() const override {
    const MutexLock lock(mutex_);
    return acknowledged_;
  }

 private:
  void connected(int code) {
    const MutexLock lock(mutex_);
    code_ = code;
    changed_.notify_all();
  }
  void puback() {
    const MutexLock lock(mutex_);
    ++acknowledged_;
    changed_.notify_all();
  }
  Result<void> wait_below(std::int64_t waiting) {
    MutexLock lock(mutex_);
    auto deadline = std::chrono::steady_clock::now() + patience;
    auto before = acknowledged_;
    while (sent_ - acknowledged_ >= waiting) {
      const bool timed_out = lock.wait_until(changed_, deadline) == std::cv_status::timeout;
      if (acknowledged_ != before) {
        before = acknowledged_;
        deadline = std::chrono::steady_clock::now() + patience;
      } else if (timed_out) {
        return Error{
            Code::unavailable,
            untranslated(
                "no acknowledgement for a minute; run the same command again for the rest: what is stored "
                "is not stored twice")};
      }
    }
    return {};
  }

  mosquitto* client_ = nullptr;
  mutable Mutex mutex_;
  std::condition_variable changed_;
  std::optional<int> code_ CUNKOU_GUARDED_BY(mutex_);  // the broker's answer to CONNECT
  std::int64_t sent_ CUNKOU_GUARDED_BY(mutex_) = 0;
  std::int64_t acknowledged_ CUNKOU_GUARDED_BY(mutex_) = 0;
};

}  // namespace

Result<std::unique_ptr<Publisher>> Publisher::connect(const Endpoint& to, const std::string& token) {
  auto publisher = std::make_unique<MosquittoPublisher>();
  CUNKOU_TRY(publisher->start(to, token));
  return std::unique_ptr<Publisher>(std::move(publisher));
}

}  // namespace cunkou::app
