#include "app/backup/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "app/backup/archive.hpp"
#include "app/backup/backup_failure.hpp"
#include "app/backup/scratch.hpp"
#include "app/cli/terminal.hpp"
#include "app/fill_database.hpp"
#include "app/flush.hpp"
#include "app/holder_name.hpp"
#include "app/series_file.hpp"
#include "app/whole_file.hpp"
#include "base/crypto.hpp"
#include "base/text.hpp"
#include "platform/sql/copy.hpp"
#include "platform/sql/copy_state.hpp"
#include "sensing/series/copy_series.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view manifest = "manifest.json";
// Order of copying. A stream created meanwhile is in cunkou.db without readings. In the reverse order its
// readings would exist without it, and would belong to the next stream created after a restore.
const std::vector<std::string> databases{"series.db", "cunkou.db"};
// It holds two sums and the few small files of a sample county, and is read into memory.
constexpr std::int64_t manifest_bytes_max = 16 << 20;
constexpr std::uintmax_t sample_file_bytes_max = 1 << 20;  // a line for each greenhouse

std::vector<ArchiveMember> members_of_a_backup() {
  std::vector<ArchiveMember> members;
  for (const auto& name : databases) members.push_back({name});
  members.push_back({std::string(manifest), manifest_bytes_max});
  return members;
}

std::string sha256_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  Sha256 hash;
  std::vector<char> buffer(1 << 16);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
    hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
  return hash.hex();
}

// The files that `cunkou sample` wrote beside the databases; they mark a sample county. Restoring would
// refuse a manifest with larger ones, or with other bytes than UTF-8.
boost::json::object sample_of(const DataFolder& folder) {
  boost::json::object files;
  for (const auto name : sample_files) {
    const auto file = folder.sample() + "/" + std::string(name);
    if (!fs::is_regular_file(file)) continue;
    const bool fits = fs::file_size(file) <= sample_file_bytes_max;
    const auto text = fits ? whole_file(file) : std::string();
    if (!fits || !is_utf8(text))
      throw BackupFailure(
          format_label("{} 不是 `cunkou sample` 写出的样子：请删掉它，再备份",
                       "{} is not as `cunkou sample` wrote it: remove it, then make the backup", file));
    files[name] = text;
  }
  return files;
}

void put_sample(const DataFolder& folder, const boost::json::object& files) {
  fs::create_directories(folder.sample());
  for (const auto& [name, text] : files) {
    const auto file = folder.sample() + "/" + std::string(name);
    std::ofstream out(file, std::ios::binary);
    out << std::string_view(text.as_string());
    if (!out.flush()) throw not_written(file);
  }
  flush_contents(folder.sample());
}

void copy_series_to_file(const std::string& database, const std::string& file) {
  series::PostgresqlSeries from(database, series::PostgresqlSeries::Access::snapshot);
  const auto copied = series::copy_series(from, *series::open_series(file));
  if (copied.lost_chunks > 0)
    fmt::print(stderr, "{}\n",
               localize("{} 个数据块已损坏，不在备份里（cunkou check 会列出）",
                        "{} chunks are damaged and are not in the backup; `cunkou check` lists them",
                        copied.lost_chunks));
}

void fill(const DataFolder& folder, const std::string& to, Instant now) {
  boost::json::object sums;
  for (const auto& name : databases) {
    const auto from = folder.path + "/" + name;
    if (from == folder.series() && folder.address.has_series)
      copy_series_to_file(folder.address.database, to + "/" + name);
    else if (from == folder.series() && !fs::exists(from))
      series::open_series(to + "/" + name);  // the county has never had one
    else if (from == folder.state_file() && !folder.address.database.empty())
      sql::copy_state(folder.address.database, to + "/" + name);
    else
      sql::copy_database(from, to + "/" + name);
    sums[name] = sha256_of(to + "/" + name);
  }
  boost::json::object content{
      {"program", "cunkou"}, {"version", CUNKOU_VERSION}, {"at", to_iso(now)}, {"sha256", sums}};
  if (auto sample = sample_of(folder); !sample.empty()) content["sample"] = std::move(sample);
  const auto file = to + "/" + std::string(manifest);
  std::ofstream out(file);
  out << boost::json::serialize(content) << "\n";
  if (!out.flush()) throw not_written(file);
}

std::int64_t size_of(const std::string& path) {
  if (fs::is_regular_file(path)) return static_cast<std::int64_t>(fs::file_size(path));
  std::int64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(path))
    bytes += static_cast<std::int64_t>(entry.file_size());
  return bytes;
}

bool is_sample(const boost::json::value& files) {
  return files.is_object() && std::ranges::all_of(files.as_object(), [](const auto& file) {
           return is_plain_name(file.key()) && file.value().is_string();
         });
}

Result<boost::json::object> manifest_of(const std::string& folder) {
  boost::system::error_code error;
  const auto json = boost::json::parse(whole_file(folder + "/" + std::string(manifest)), error);
  const auto* members = error ? nullptr : json.if_object();
  const auto* program = members ? members->if_contains("program") : nullptr;
  if (!program || *program != "cunkou" || !members->contains("sha256"))
    return invalid({"那里没有村口备份的 manifest.json：请指明 `cunkou backup` 写出的文件夹或文件",
                    "there is no manifest.json of a Cunkou backup there: name the folder or file that "
                    "`cunkou backup` wrote"});
  const auto* sample = members->if_contains("sample");
  if (!members->at("sha256").is_object() || (sample && !is_sample(*sample)))
    return invalid(
        {"备份里的 manifest.json 不对：什么也没有恢复，请换一个备份",
         "manifest.json in the backup is not as `cunkou backup` writes it: nothing was restored; use "
         "another backup"});
  return *members;
}

// Returns the manifest.
Result<boost::json::object> verify(const std::string& folder) {
  CUNKOU_TRY_VALUE(members, manifest_of(folder));
  const auto& sums = members.at("sha256").as_object();
  for (const auto& name : databases) {
    const auto* sum = sums.if_contains(name);
    if (!sum || !sum->is_string() || sum->as_string() != sha256_of(folder + "/" + name))
      return invalid(format_label(
          "备份里的 {} 损坏或缺失：什么也没有恢复，请换一个备份",
          "{} in the backup is damaged or missing: nothing was restored; use another backup", name));
  }
  return members;
}

// Brings the backup's files into `whole`. Links of a folder are followed.
void fetch(const std::string& from, const std::string& whole) {
  if (!fs::is_directory(from)) return read_archive(from, whole, members_of_a_backup());
  for (const auto& [name, bytes_max] : members_of_a_backup()) {
    const auto file = from + "/" + name;
    if (!fs::exists(fs::symlink_status(file))) continue;  // verify() refuses
    std::error_code error;
    if (!fs::is_regular_file(file, error))
      throw BackupFailure(
          format_label("{} 不是普通文件：请换一个备份", "{} is no plain file: use another backup", file));
    if (static_cast<std::int64_t>(fs::file_size(file)) > bytes_max)
      throw BackupFailure(format_label("{} 太大：请换一个备份", "{} is too large: use another backup", file));
    fs::copy_file(file, whole + "/" + name);
  }
}

bool is_inside(const fs::path& place, const fs::path& folder) {
  return std::ranges::mismatch(folder, place).in1 == folder.end();
}

// Makes the verified files of `whole` a data folder that is on disk.
void assemble(const DataFolder& folder, const std::string& whole, const boost::json::object& verified) {
  for (const auto& name : databases) {
    const auto file = folder.path + "/" + name;
    if (file == folder.state_file() && !folder.address.database.empty()) continue;
    if (file == folder.series() && folder.address.has_series) continue;
    fs::rename(whole + "/" + name, file);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  }
  make_quiet(folder);
  if (const auto* sample = verified.if_contains("sample")) put_sample(folder, sample->as_object());
  flush_contents(folder.path);
}

bool has_contents(const std::string& data) {
  return fs::exists(fs::symlink_status(data)) && !(fs::is_directory(data) && fs::is_empty(data));
}

}  // namespace

Result<Backup> back_up(const DataFolder& folder, const std::string& to, Instant now) try {
  const auto exists = [&] {
    return conflict(format_label("{} 已经存在：请换一个名字，备份从不覆盖",
                                 "{} exists: choose a new name, backups are never overwritten", to));
  };
  if (fs::exists(fs::symlink_status(to))) return exists();
  if (const auto unfinished = unfinished_sample(folder)) throw BackupFailure(*unfinished);
  if (const auto lost = lost_state(folder)) throw BackupFailure(*lost);
  if (folder.address.database.empty() && !fs::exists(folder.state_file()))
    return not_found(format_label("{} 里没有可备份的数据", "there is nothing to back up in {}", folder.path));
  if (const auto lost = lost_series(folder)) throw BackupFailure(*lost);
  const auto place = place_of(to);
  const Scratch scratch(place.parent_path());
  const auto whole = scratch.make_folder("backup");
  fill(folder, whole, now);
  auto made = whole;
  if (to.ends_with(".tar.zst")) {
    auto names = databases;
    names.emplace_back(manifest);
    made = scratch.file("archive");
    write_archive(made, whole, names);
    flush(made);
  } else {
    flush_contents(whole);
  }
  if (!publish(made, place)) return exists();
  flush(place.parent_path().string());
  return Backup{to, size_of(to)};
} catch (const std::exception& e) {
  const auto why = reason_of(e);
  return Error{Code::unavailable, {"备份没有成功：" + why.zh, "the backup failed: " + why.en}};
}

Result<DataFolder> restore(const std::string& from, const std::string& data,
                           const StateAddress& address) try {
  const auto not_empty = [&] {
    return conflict(format_label(
        "{} 不是空的：请恢复到新的文件夹，再用 --data 指着它启动 cunkou",
        "{} is not empty: restore into a new folder, then start cunkou with --data on it", data));
  };
  if (!fs::exists(from)) return not_found(format_label("找不到 {}", "{} does not exist", from));
  if (has_contents(data)) return not_empty();
  const auto place = place_of(data);
  if (fs::is_directory(from) && is_inside(place, place_of(from)))
    return invalid(format_label("{} 在备份里面：请恢复到别的文件夹",
                                "{} lies in the backup itself: restore into another folder", data));
  if (is_mount_point(place))
    throw fs::filesystem_error("it cannot be replaced", place,
                               std::make_error_code(std::errc::cross_device_link));
  const Scratch scratch(place.parent_path());
  const auto whole = scratch.make_folder("backup");
  fetch(from, whole);
  CUNKOU_TRY_VALUE(verified, verify(whole));
  const DataFolder folder{scratch.make_folder("data"), address};
  std::optional<sql::Database> database;
  if (!address.database.empty()) {
    database.emplace(address.database, holder_name("restore"));
    fill_database(address, whole + "/cunkou.db", whole + "/series.db");
  }
  assemble(folder, whole, verified);
  note_state(folder);
  if (!publish_folder(folder.path, place)) return not_empty();
  flush(place.parent_path().string());
  if (!address.database.empty()) sql::finish_copy(address.database);
  return open_data_folder(place.string(), address);
} catch (const std::exception& e) {
  const auto why = reason_of(e);
  return Error{Code::unavailable, {"恢复没有成功：" + why.zh, "restoring failed: " + why.en}};
}

}  // namespace cunkou::app
