#pragma once
// Limits the connections of a server, in all and from one address. At a limit an idle connection makes room;
// where none is idle, the arrival is turned away at once, with a line in the log and a count.
//
// Of an IPv6 address the first 64 bits count: a household has as many. Connections of this machine (127.0.0.1
// and ::1) count only in all: a reverse proxy there brings everybody. Thread-safe.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.hpp"
#include "platform/async/failure.hpp"

namespace cunkou::async {

class Io;

class ConnectionLimits {
 public:
  struct Options {
    std::string name;  // of the server, in the log: "HTTP"
    std::size_t connections_max = 0;
    std::size_t per_address_max = 0;
    std::function<void(std::string_view line)> reached = [](std::string_view) {};  // any thread
  };
  explicit ConnectionLimits(Options options) : options_(std::move(options)) {}

  // A connection's place. Given back on destruction; the limits outlive it.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept;
    ~Place() { give_back(); }
    void give_back();
    bool is_of(std::string_view address) const { return limits_ && address_ == address; }

   private:
    friend class ConnectionLimits;
    Place(ConnectionLimits& limits, std::string address) : limits_(&limits), address_(std::move(address)) {}
    ConnectionLimits* limits_ = nullptr;
    std::string address_;
  };

  // On loop `n`: closes the connection that has been idle there longest, only one of `address` unless that is
  // empty, and gives its place back. False: none is idle.
  using CloseIdle = std::function<bool(std::size_t n, const std::string& address)>;
  // Calls `admitted` on loop `home` if there is a place, else `turned_away` after the line in the log.
  struct Arrival {
    std::string address;  // as the peer's endpoint is written
    std::size_t home = 0;
    CloseIdle close_idle;
    std::function<void(Place)> admitted;
    std::function<void()> turned_away;
  };
  void admit(Io&, Arrival);

  void report_no_descriptors();  // accept() found no file descriptor

  enum class Reached { connections, address, descriptors };
  std::int64_t refused(Reached what) const { return refused_[static_cast<std::size_t>(what)]; }

 private:
  enum class Taken { taken, no_place, none_for_address };
  Taken take(const std::string& address);
  void give(const std::string& address);
  void try_again(Io&, std::shared_ptr<const Arrival>, std::size_t tried);
  void turn_away(const Arrival&, Taken);

  const Options options_;
  Mutex mutex_;
  std::size_t open_ CUNKOU_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> by_address_ CUNKOU_GUARDED_BY(mutex_);
  std::array<std::atomic<std::int64_t>, 3> refused_{};
};

// What of a peer's address is counted together; "" if it is not limited.
std::string counted_address(std::string_view address);

}  // namespace cunkou::async
