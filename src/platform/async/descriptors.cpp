#include "platform/async/descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace cunkou::async {
namespace {

constexpr std::size_t kept_for_files = 256;  // ten databases, their journals, imports, outgoing requests
constexpr int turned_away_at_once = 64;      // then the loop serves others

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const auto before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return static_cast<std::size_t>(::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before);
}

std::size_t connections_for(std::size_t descriptors, std::size_t most) {
  const auto kept = std::min(kept_for_files, descriptors / 2);
  return std::min(most, (descriptors - kept) / 2);
}

SpareDescriptor::SpareDescriptor() { open(); }

SpareDescriptor::~SpareDescriptor() {
  if (spare_ >= 0) ::close(spare_);
}

void SpareDescriptor::open() {
  if (spare_ < 0) spare_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void SpareDescriptor::turn_away(int listening) {
  if (spare_ >= 0) ::close(spare_);
  spare_ = -1;
  for (int n = 0; n < turned_away_at_once; ++n) {
    const int arrived = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (arrived < 0) break;
    ::close(arrived);
  }
  open();
}

}  // namespace cunkou::async
