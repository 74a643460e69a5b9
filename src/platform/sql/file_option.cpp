#include "platform/sql/file_option.hpp"

#include "platform/sql/database.hpp"

namespace cunkou::sql {

std::string file_option(const std::string& path) {
  const auto blank = path.find(' ');
  if (blank != std::string::npos && path.find('"', blank == 0 ? 0 : blank - 1) != std::string::npos)
    throw Broken(format_label(
        "{} 里既有空格又有引号，打不开：请给文件夹换个名字",
        "{} has both a blank and a quotation mark and cannot be opened: give the folder another name", path));
  return "dbname=\"" + path + "\"";
}

}  // namespace cunkou::sql
