#include "app/backup/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace cunkou::app {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == name.npos;
}

void require_written(bool written) {
  if (!written) fail("the backup could not be written whole: is the disk full?");
}

void add_file(archive* out, const std::string& folder, const std::string& name) {
  if (!is_plain_name(name)) fail(name + " is not a plain file name");
  const auto path = folder + "/" + name;
  auto left = std::filesystem::file_size(path);
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  archive_entry_set_mtime(entry.get(), 0, 0);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(left));
  require_written(archive_write_header(out, entry.get()) == ARCHIVE_OK);
  std::ifstream in(path, std::ios::binary);
  std::vector<char> piece(piece_bytes);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    if (static_cast<std::uintmax_t>(in.gcount()) > left) fail(path + " grew while it was read");
    left -= static_cast<std::uintmax_t>(in.gcount());
    require_written(archive_write_data(out, piece.data(), static_cast<std::size_t>(in.gcount())) ==
                    in.gcount());
  }
  if (left > 0) fail(path + " could not be read whole");
}

[[noreturn]] void fail_to_read(archive* in, const std::string& file) {
  const auto* message = archive_error_string(in);
  const std::string why = message ? message : "not a tar archive";
  fail(why.starts_with("Truncated") ? file + " is cut short" : file + " is damaged: " + why);
}

// Name of an entry; refuses anything but a plain file.
std::string checked_name(archive_entry* entry) {
  const auto* text = archive_entry_pathname(entry);
  const std::string name = text ? text : "";
  if (!is_plain_name(name)) fail("the archive holds a strange name: " + name);
  if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
    fail("the archive holds something else than a file under the name " + name);
  return name;
}

void extract(archive* in, const std::string& file, const std::string& to) {
  std::ofstream out(to, std::ios::binary);
  std::vector<char> piece(piece_bytes);
  for (;;) {
    const auto n = archive_read_data(in, piece.data(), piece.size());
    if (n < 0) fail_to_read(in, file);
    if (n == 0) break;
    out.write(piece.data(), n);
  }
  if (!out.flush()) fail(to + " could not be written: is the disk full?");
}

}  // namespace

void write_archive(const std::string& file, const std::string& folder,
                   const std::vector<std::string>& names) {
  const Writer out(archive_write_new(), archive_write_free);
  if (archive_write_set_format_pax_restricted(out.get()) != ARCHIVE_OK ||
      archive_write_add_filter_zstd(out.get()) != ARCHIVE_OK)
    fail(archive_error_string(out.get()));
  if (archive_write_open_filename(out.get(), file.c_str()) != ARCHIVE_OK) fail(file + " cannot be written");
  for (const auto& name : names) add_file(out.get(), folder, name);
  require_written(archive_write_close(out.get()) == ARCHIVE_OK);
}

void read_archive(const std::string& file, const std::string& folder) {
  const Reader in(archive_read_new(), archive_read_free);
  archive_read_support_filter_zstd(in.get());
  archive_read_support_format_tar(in.get());
  if (!std::ifstream(file)) fail(file + " cannot be read");
  if (archive_read_open_filename(in.get(), file.c_str(), piece_bytes) != ARCHIVE_OK)
    fail_to_read(in.get(), file);
  archive_entry* entry = nullptr;
  for (;;) {
    const auto got = archive_read_next_header(in.get(), &entry);
    if (got == ARCHIVE_EOF) return;
    if (got != ARCHIVE_OK) fail_to_read(in.get(), file);
    extract(in.get(), file, folder + "/" + checked_name(entry));
  }
}

}  // namespace cunkou::app
