#include "app/flush.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace cunkou::app {

namespace fs = std::filesystem;

void flush(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool flushed = fd >= 0 && fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) close(fd);
  if (!flushed)
    throw std::system_error(why, std::generic_category(), path + " could not be synchronised to the disk");
}

void flush_contents(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) flush(entry.path().string());
  flush(folder);
}

}  // namespace cunkou::app
