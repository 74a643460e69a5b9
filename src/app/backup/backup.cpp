#include "app/backup/backup.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "app/backup/archive.hpp"
#include "app/flush.hpp"
#include "base/crypto.hpp"
#include "platform/sql/copy.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view manifest = "manifest.json";
// Order of copying. A stream created meanwhile is in cunkou.db without readings. In the reverse order its
// readings would exist without it, and would belong to the next stream created after a restore.
const std::vector<std::string> databases{"series.db", "cunkou.db"};

std::string sha256_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  Sha256 hash;
  std::vector<char> buffer(1 << 16);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
    hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
  return hash.hex();
}

// A temporary folder, removed unless kept.
struct Scratch {
  explicit Scratch(std::string p) : path(std::move(p)) {
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_all);
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  std::string path;
};

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// The files that `cunkou sample` wrote beside the databases; they mark a sample county.
boost::json::object sample_of(const DataFolder& folder) {
  boost::json::object files;
  if (!fs::exists(folder.sample())) return files;
  for (const auto& entry : fs::directory_iterator(folder.sample()))
    if (entry.is_regular_file()) files[entry.path().filename().string()] = text_of(entry.path());
  return files;
}

void put_sample(const DataFolder& folder, const boost::json::object& files) {
  fs::create_directories(folder.sample());
  for (const auto& [name, text] : files) {
    const fs::path path(name.begin(), name.end());
    if (path.filename() != path || name.starts_with('.') || !text.is_string())
      throw std::runtime_error("the manifest holds a strange name: " + std::string(name));
    std::ofstream out(folder.sample() + "/" + path.string(), std::ios::binary);
    out << std::string_view(text.as_string());
    if (!out.flush()) throw std::runtime_error(path.string() + " could not be written: is the disk full?");
  }
  flush_contents(folder.sample());
}

void fill(const DataFolder& folder, const std::string& to, Instant now) {
  boost::json::object sums;
  for (const auto& name : databases) {
    sql::copy_database(folder.path + "/" + name, to + "/" + name);
    sums[name] = sha256_of(to + "/" + name);
  }
  boost::json::object content{
      {"program", "cunkou"}, {"version", CUNKOU_VERSION}, {"at", to_iso(now)}, {"sha256", sums}};
  if (auto sample = sample_of(folder); !sample.empty()) content["sample"] = std::move(sample);
  std::ofstream out(to + "/" + std::string(manifest));
  out << boost::json::serialize(content) << "\n";
  if (!out.flush()) throw std::runtime_error("the backup could not be written whole: is the disk full?");
}

std::int64_t size_of(const std::string& path) {
  if (fs::is_regular_file(path)) return static_cast<std::int64_t>(fs::file_size(path));
  std::int64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(path))
    bytes += static_cast<std::int64_t>(entry.file_size());
  return bytes;
}

// Returns the manifest.
Result<boost::json::object> verify(const std::string& folder) {
  boost::system::error_code error;
  const auto json = boost::json::parse(text_of(folder + "/" + std::string(manifest)), error);
  const auto* sums = !error && json.is_object() ? json.as_object().if_contains("sha256") : nullptr;
  if (!sums || !sums->is_object())
    return invalid({"那里没有村口备份的 manifest.json：请指明 `cunkou backup` 写出的文件夹或文件",
                    "there is no manifest.json of a Cunkou backup there: name the folder or file that "
                    "`cunkou backup` wrote"});
  for (const auto& name : databases) {
    const auto* sum = sums->as_object().if_contains(name);
    if (!sum || !sum->is_string() || sum->as_string() != sha256_of(folder + "/" + name))
      return invalid(format_label(
          "备份里的 {} 损坏或缺失：什么也没有恢复，请换一个备份",
          "{} in the backup is damaged or missing: nothing was restored; use another backup", name));
  }
  return json.as_object();
}

}  // namespace

Result<Backup> back_up(const DataFolder& folder, const std::string& to, Instant now) {
  if (fs::exists(to))
    return conflict(format_label("{} 已经存在：请换一个名字，备份从不覆盖",
                                 "{} exists: choose a new name, backups are never overwritten", to));
  if (!fs::exists(folder.state()))
    return not_found(format_label("{} 里没有可备份的数据", "there is nothing to back up in {}", folder.path));
  try {
    Scratch scratch(to + ".part");
    fill(folder, scratch.path, now);
    if (to.ends_with(".tar.zst")) {
      auto names = databases;
      names.emplace_back(manifest);
      write_archive(scratch.path + "/archive", scratch.path, names);
      flush(scratch.path + "/archive");
      fs::rename(scratch.path + "/archive", to);
    } else {
      flush_contents(scratch.path);
      fs::rename(scratch.path, to);
    }
    flush_beside(to);
  } catch (const std::exception& e) {
    return Error{Code::unavailable, format_label("备份没有成功：{}", "the backup failed: {}", e.what())};
  }
  return Backup{to, size_of(to)};
}

Result<DataFolder> restore(const std::string& from, const std::string& data) {
  if (!fs::exists(from)) return not_found(format_label("找不到 {}", "{} does not exist", from));
  if (fs::exists(data) && !fs::is_empty(data))
    return conflict(format_label(
        "{} 不是空的：请恢复到新的文件夹，再用 --data 指着它启动 cunkou",
        "{} is not empty: restore into a new folder, then start cunkou with --data on it", data));
  try {
    Scratch scratch(fs::path(data).lexically_normal().string() + ".part");
    if (fs::is_directory(from))
      fs::copy(from, scratch.path, fs::copy_options::recursive);
    else
      read_archive(from, scratch.path);
    CUNKOU_TRY_VALUE(verified, verify(scratch.path));
    flush_contents(scratch.path);
    auto folder = open_data_folder(data);
    if (!folder) return folder;
    make_quiet(*folder);
    if (const auto* sample = verified.if_contains("sample"); sample && sample->is_object())
      put_sample(*folder, sample->as_object());
    for (const auto& name : databases) fs::rename(scratch.path + "/" + name, folder->path + "/" + name);
    flush(folder->path);
    flush_beside(folder->path);
    return folder;
  } catch (const std::exception& e) {
    return Error{Code::unavailable, format_label("恢复没有成功：{}", "restoring failed: {}", e.what())};
  }
}

}  // namespace cunkou::app
