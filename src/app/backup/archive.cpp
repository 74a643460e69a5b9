#include "app/backup/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "app/backup/backup_failure.hpp"
#include "base/text.hpp"

namespace cunkou::app {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;

constexpr std::size_t name_bytes_max = 255;  // of Linux

[[noreturn]] void fail(Label why) { throw BackupFailure(std::move(why)); }

void require_written(bool written) {
  if (!written)
    fail({"备份没能写完整，磁盘可能满了：请腾出空间，或换一个磁盘",
          "the backup could not be written whole; the disk may be full: free some space, or choose another "
          "disk"});
}

Label changed(const std::string& path) {
  return format_label("{} 没能读完整：请再试一次", "{} could not be read whole: try again", path);
}

void add_file(archive* out, const std::string& folder, const std::string& name) {
  if (!is_plain_name(name))
    fail(format_label("{} 不是普通的文件名", "{} is not a plain file name", printable_name(name)));
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
    if (static_cast<std::uintmax_t>(in.gcount()) > left) fail(changed(path));
    left -= static_cast<std::uintmax_t>(in.gcount());
    require_written(archive_write_data(out, piece.data(), static_cast<std::size_t>(in.gcount())) ==
                    in.gcount());
  }
  if (left > 0) fail(changed(path));
}

[[noreturn]] void fail_to_read(archive* in, const std::string& file) {
  const auto* message = archive_error_string(in);
  if (message && std::string_view(message).starts_with("Truncated"))
    fail(format_label("{} 不完整：请换一个备份", "{} is cut short: use another backup", file));
  fail(format_label("{} 已损坏，或者不是村口的备份：请换一个备份",
                    "{} is damaged, or no backup of Cunkou: use another backup", file));
}

// Takes the entry's member out of `left`; refuses anything but a plain file of that name.
ArchiveMember take_member(archive_entry* entry, std::vector<ArchiveMember>& left) {
  const auto* text = archive_entry_pathname(entry);
  const std::string name = text ? text : "";
  const auto found = std::ranges::find(left, name, &ArchiveMember::name);
  if (found == left.end())
    fail(format_label("备份里有奇怪的或重复的名字 {}：请换一个备份",
                      "the backup holds a strange name, or one twice, {}: use another backup",
                      printable_name(name)));
  if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
    fail(format_label("备份里的 {} 不是普通文件：请换一个备份",
                      "{} in the backup is no plain file: use another backup", name));
  auto member = *found;
  left.erase(found);
  return member;
}

void extract(archive* in, const std::string& file, const std::string& to, const ArchiveMember& member) {
  std::ofstream out(to, std::ios::binary);
  std::vector<char> piece(piece_bytes);
  auto room = member.bytes_max;
  for (;;) {
    const auto n = archive_read_data(in, piece.data(), piece.size());
    if (n < 0) fail_to_read(in, file);
    if (n == 0) break;
    if (n > room)
      fail(format_label("备份里的 {} 太大：请换一个备份", "{} in the backup is too large: use another backup",
                        member.name));
    room -= n;
    out.write(piece.data(), n);
  }
  if (!out.flush()) throw not_written(to);
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= name_bytes_max && name.front() != '.' &&
         name.find('/') == name.npos && !has_control_characters(name);
}

std::string printable_name(std::string_view name) { return without_control_characters(excerpt(name), '?'); }

void write_archive(const std::string& file, const std::string& folder,
                   const std::vector<std::string>& names) {
  const Writer out(archive_write_new(), archive_write_free);
  if (archive_write_set_format_pax_restricted(out.get()) != ARCHIVE_OK ||
      archive_write_add_filter_zstd(out.get()) != ARCHIVE_OK)
    fail(untranslated(archive_error_string(out.get())));
  if (archive_write_open_filename(out.get(), file.c_str()) != ARCHIVE_OK)
    fail(format_label("{} 写不了：请换一个文件夹", "{} cannot be written: choose another folder", file));
  for (const auto& name : names) add_file(out.get(), folder, name);
  require_written(archive_write_close(out.get()) == ARCHIVE_OK);
}

void read_archive(const std::string& file, const std::string& folder,
                  const std::vector<ArchiveMember>& members) {
  const Reader in(archive_read_new(), archive_read_free);
  archive_read_support_filter_zstd(in.get());
  archive_read_support_format_tar(in.get());
  if (!std::ifstream(file))
    fail(format_label("{} 读不了：请检查名字和权限", "{} cannot be read: check its name and rights", file));
  if (archive_read_open_filename(in.get(), file.c_str(), piece_bytes) != ARCHIVE_OK)
    fail_to_read(in.get(), file);
  archive_entry* entry = nullptr;
  auto left = members;
  for (;;) {
    const auto got = archive_read_next_header(in.get(), &entry);
    if (got == ARCHIVE_EOF) return;
    if (got != ARCHIVE_OK) fail_to_read(in.get(), file);
    const auto member = take_member(entry, left);
    extract(in.get(), file, folder + "/" + member.name, member);
  }
}

}  // namespace cunkou::app
