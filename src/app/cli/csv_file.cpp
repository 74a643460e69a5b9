#include "app/cli/csv_file.hpp"

namespace cunkou::app {

Result<ByteSource> CsvFile::utf8() {
  if (!in_) return not_found({"文件读不了", "the file cannot be read"});
  CUNKOU_TRY_VALUE(charset, charset_of(bytes()));
  return in_utf8(bytes(), charset);
}

ByteSource CsvFile::bytes() {
  in_.clear();
  in_.seekg(0);
  return [this](char* into, std::size_t size) {
    in_.read(into, static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(in_.gcount());
  };
}

}  // namespace cunkou::app
