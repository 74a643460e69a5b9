#include "app/backup/scratch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace cunkou::app {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view prefix = ".cunkou-part-";
constexpr std::size_t random_characters = 6;  // of mkdtemp

[[noreturn]] void fail(const char* what, const fs::path& path, int code) {
  throw fs::filesystem_error(what, path, std::error_code(code, std::generic_category()));
}

int open_folder(const std::string& path) {
  return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool is_same_folder(int fd, const std::string& path) {
  struct stat opened, named;
  return fstat(fd, &opened) == 0 && lstat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

bool is_own_folder(int fd) {
  struct stat found;
  return fstat(fd, &found) == 0 && found.st_uid == geteuid();
}

void remove_if_left(const std::string& path) {
  const int fd = open_folder(path);
  if (fd < 0) return;
  std::error_code ignored;
  if (is_own_folder(fd) && flock(fd, LOCK_EX | LOCK_NB) == 0) fs::remove_all(path, ignored);
  close(fd);
}

// Folders of killed processes may be as large as the county.
void remove_leftovers(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (name.starts_with(prefix) && name.size() == prefix.size() + random_characters)
      remove_if_left(entry->path().string());
  }
}

}  // namespace

Scratch::Scratch(const fs::path& beside) {
  fs::create_directories(beside);
  remove_leftovers(beside);
  for (;;) {
    path_ = (beside / (std::string(prefix) + std::string(random_characters, 'X'))).string();
    if (!mkdtemp(path_.data())) fail("no folder can be made", beside, errno);
    lock_ = open_folder(path_);
    // Another process may take it for left over before it is locked. Without locks, as on some network file
    // systems, nothing is ever taken for left over.
    if (lock_ < 0 && errno == ENOENT) continue;
    if (lock_ < 0 || flock(lock_, LOCK_EX) != 0 || is_same_folder(lock_, path_)) return;
    close(lock_);
  }
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (lock_ >= 0) close(lock_);
}

std::string Scratch::make_folder(const std::string& name) const {
  const auto path = file(name);
  fs::create_directory(path);
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

fs::path place_of(const std::string& given) {
  const auto path = fs::weakly_canonical(fs::absolute(given));
  return path.has_filename() ? path : path.parent_path();
}

bool is_mount_point(const fs::path& folder) {
  struct stat found, above;
  return stat(folder.c_str(), &found) == 0 && stat(folder.parent_path().c_str(), &above) == 0 &&
         found.st_dev != above.st_dev;
}

bool publish(const std::string& from, const fs::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EINVAL && errno != ENOSYS) fail("it cannot get its name", to, errno);
  // A file system without RENAME_NOREPLACE, such as NFS. A folder replaces an empty folder at most.
  if (fs::is_directory(from)) return publish_folder(from, to);
  if (link(from.c_str(), to.c_str()) == 0) return true;
  if (errno == EEXIST) return false;
  fail("it cannot get its name", to, errno);
}

bool publish_folder(const std::string& from, const fs::path& to) {
  if (rename(from.c_str(), to.c_str()) == 0) return true;
  if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR) return false;
  fail("it cannot get its name", to, errno);
}

}  // namespace cunkou::app
