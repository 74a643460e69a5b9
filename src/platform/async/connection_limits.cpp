#include "platform/async/connection_limits.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

#include "platform/async/io.hpp"

namespace cunkou::async {

namespace asio = boost::asio;

std::string counted_address(std::string_view text) {
  boost::system::error_code failed;
  const auto address = asio::ip::make_address(text, failed);
  if (failed) return {};
  if (address.is_v4()) return address.to_v4() == asio::ip::address_v4::loopback() ? "" : address.to_string();
  if (address.is_loopback()) return {};
  auto bytes = address.to_v6().to_bytes();
  if (address.to_v6().is_v4_mapped())
    return counted_address(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string());
  std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::make_address_v6(bytes).to_string() + "/64";
}

ConnectionLimits::Place& ConnectionLimits::Place::operator=(Place&& other) noexcept {
  give_back();
  limits_ = std::exchange(other.limits_, nullptr);
  address_ = std::move(other.address_);
  return *this;
}

void ConnectionLimits::Place::give_back() {
  if (limits_) std::exchange(limits_, nullptr)->give(address_);
}

ConnectionLimits::Taken ConnectionLimits::take(const std::string& address) {
  const MutexLock lock(mutex_);
  if (open_ >= options_.connections_max) return Taken::no_place;
  if (!address.empty()) {
    auto& of_address = by_address_[address];
    if (of_address >= options_.per_address_max) return Taken::none_for_address;
    ++of_address;
  }
  ++open_;
  return Taken::taken;
}

void ConnectionLimits::give(const std::string& address) {
  const MutexLock lock(mutex_);
  --open_;
  if (const auto found = by_address_.find(address); found != by_address_.end() && --found->second == 0)
    by_address_.erase(found);
}

void ConnectionLimits::admit(Io& io, Arrival arrival) {
  arrival.address = counted_address(arrival.address);
  try_again(io, std::make_shared<const Arrival>(std::move(arrival)), 0);
}

// On loop `home`. Asks one loop after the other for an idle connection, beginning with its own.
void ConnectionLimits::try_again(Io& io, std::shared_ptr<const Arrival> arrival, std::size_t tried) {
  const auto taken = take(arrival->address);
  if (taken == Taken::taken) return arrival->admitted(Place(*this, arrival->address));
  if (tried == io.size()) return turn_away(*arrival, taken);
  const auto n = (arrival->home + tried) % io.size();
  asio::post(io.loop(n), [this, &io, arrival, taken, tried, n] {
    (void)arrival->close_idle(n, taken == Taken::none_for_address ? arrival->address : "");
    asio::post(io.loop(arrival->home), [this, &io, arrival, tried] { try_again(io, arrival, tried + 1); });
  });
}

void ConnectionLimits::turn_away(const Arrival& arrival, Taken why) {
  const bool in_all = why == Taken::no_place;
  ++refused_[static_cast<std::size_t>(in_all ? Reached::connections : Reached::address)];
  options_.reached(in_all ? options_.name + ": all " + std::to_string(options_.connections_max) +
                                " connections are in use: further ones are turned away"
                          : options_.name + ": " + arrival.address + " has " +
                                std::to_string(options_.per_address_max) +
                                " connections: further ones from there are turned away");
  arrival.turned_away();
}

void ConnectionLimits::report_no_descriptors() {
  ++refused_[static_cast<std::size_t>(Reached::descriptors)];
  options_.reached(options_.name +
                   ": no file descriptor is left: connections are turned away; raise LimitNOFILE of the "
                   "service");
}

}  // namespace cunkou::async
