#include "app/backup/backup_failure.hpp"

#include <filesystem>
#include <system_error>

namespace cunkou::app {
namespace {

Label reason_of_file(const std::system_error& error) {
  const auto* named = dynamic_cast<const std::filesystem::filesystem_error*>(&error);
  const auto file = named ? named->path1().string() : std::string();
  switch (error.code().value()) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {"磁盘已满：请腾出空间，或换一个磁盘",
              "the disk is full: free some space, or choose another disk"};
    case EACCES:
    case EPERM:
    case EROFS:
      return format_label(
          "没有读写 {} 的权限：请换一个文件夹，或换有权限的用户来运行",
          "{} may not be read or written: choose another folder, or run this as a user who may", file);
    case EBUSY:
    case EXDEV:
      return format_label("{} 是挂载点：请用里面的一个新文件夹",
                          "{} is a mount point: name a new folder inside it", file);
    case ENAMETOOLONG:
      return format_label("{} 这个名字太长：请换一个", "the name {} is too long: choose another", file);
    default:
      return format_label("文件读写失败（{}）：请检查磁盘，再试一次",
                          "a file could not be read or written ({}): look at the disk, then try again",
                          error.code().message());
  }
}

}  // namespace

BackupFailure not_written(const std::string& file) {
  return BackupFailure(
      format_label("{} 写不进去，磁盘可能满了：请腾出空间，或换一个磁盘",
                   "{} could not be written; the disk may be full: free some space, or choose "
                   "another disk",
                   file));
}

Label reason_of(const std::exception& error) {
  if (const auto* known = dynamic_cast<const Unavailable*>(&error)) return known->reason;
  if (const auto* file = dynamic_cast<const std::system_error*>(&error)) return reason_of_file(*file);
  return untranslated(error.what());
}

}  // namespace cunkou::app
