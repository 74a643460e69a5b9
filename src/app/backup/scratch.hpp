#pragma once
// Builds a folder or file beside its place and gives it its name when it is whole.

#include <filesystem>
#include <string>

namespace cunkou::app {

// A new folder of this process, `.cunkou-part-XXXXXX` (mode 0700), removed with its contents at the end. A
// killed process leaves its folder; the next one in the same place removes it, by a lock that only a living
// process holds. Folders of other names or users are never touched.
class Scratch {
 public:
  // Creates `beside` if it is absent. Throws std::filesystem::filesystem_error.
  explicit Scratch(const std::filesystem::path& beside);
  Scratch(const Scratch&) = delete;
  ~Scratch();

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string make_folder(const std::string& name) const;  // mode 0700; returns its path

 private:
  std::string path_;
  int lock_ = -1;
};

// The absolute path that `given` names, without links and without a '/' at the end.
std::filesystem::path place_of(const std::string& given);

// Whether a file system is mounted at the folder: it cannot get another's place by a rename.
bool is_mount_point(const std::filesystem::path& folder);

// Both give `from` its name by one rename, and return false if something else has the name. Throw
// std::filesystem::filesystem_error.
bool publish(const std::string& from, const std::filesystem::path& to);
bool publish_folder(const std::string& from, const std::filesystem::path& to);  // may replace an empty folder

}  // namespace cunkou::app
