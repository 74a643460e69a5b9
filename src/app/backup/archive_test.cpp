#include "app/backup/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/text.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::path(testing::TempDir()) / ("cunkou_archive_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path / "out"); }
  ~Folder() { fs::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return file(name);
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path / name, std::ios::binary).rdbuf();
    return text.str();
  }
  // Files in the folder and its subfolders.
  std::set<std::string> all() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (!entry.is_directory()) names.insert(fs::relative(entry.path(), path).string());
    return names;
  }
};

std::string why(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "";
}

std::vector<ArchiveMember> members(std::initializer_list<const char*> names) {
  std::vector<ArchiveMember> all;
  for (const auto* name : names) all.push_back({name});
  return all;
}
const auto known = members({"series.db", "manifest.json", "empty", "empty.db", "full"});

// Writes an archive of one entry; `shape` may modify the entry.
void write_odd(const std::string& file, const std::string& name,
               const std::function<void(archive_entry*)>& shape = {}) {
  const std::unique_ptr<archive, decltype(&archive_write_free)> out(archive_write_new(), archive_write_free);
  archive_write_set_format_pax(out.get());
  archive_write_add_filter_zstd(out.get());
  ASSERT_EQ(archive_write_open_filename(out.get(), file.c_str()), ARCHIVE_OK);
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  archive_entry_set_size(entry.get(), 4);
  if (shape) shape(entry.get());
  ASSERT_EQ(archive_write_header(out.get(), entry.get()), ARCHIVE_OK) << archive_error_string(out.get());
  if (archive_entry_size(entry.get()) == 4) archive_write_data(out.get(), "evil", 4);
  ASSERT_EQ(archive_write_close(out.get()), ARCHIVE_OK);
}

TEST(Archive, RoundTrips) {
  const Folder folder;
  std::string large;
  for (int n = 0; large.size() < 300'000; ++n) large += std::to_string(n * n);
  folder.put("series.db", large);
  folder.put("empty", "");
  folder.put("manifest.json", "{}");
  const auto file = folder.file("all.tar.zst");
  write_archive(file, folder.path.string(), {"series.db", "empty", "manifest.json"});
  read_archive(file, folder.file("out"), known);
  EXPECT_EQ(folder.read("out/series.db"), large);
  EXPECT_EQ(folder.read("out/manifest.json"), "{}");
  EXPECT_EQ(fs::file_size(folder.path / "out/empty"), 0u);
  EXPECT_LT(fs::file_size(file), large.size());
}

// Written with the earlier, hand-made tar writer.
TEST(Archive, ReadsAnArchiveOfAnEarlierVersion) {
  const Folder folder;
  read_archive(CUNKOU_SOURCE_DIR "/src/app/testing/archive_of_its_own_code.tar.zst", folder.file("out"),
               known);
  std::string series;
  for (int n = 0; n < 120; ++n) series += std::to_string(n) + " " + std::to_string(n * n) + "\n";
  EXPECT_EQ(folder.read("out/series.db"), series);
  EXPECT_EQ(folder.read("out/manifest.json"), "{\"program\":\"cunkou\"}\n");
  EXPECT_EQ(folder.all(), (std::set<std::string>{"out/empty.db", "out/manifest.json", "out/series.db"}));
}

TEST(Archive, RefusesNamesWithFolders) {
  const Folder folder;
  const auto file = folder.file("odd.tar.zst");
  for (auto name : {"../x", "/x", "a/b", "a/../../x", ".", "..", ".hidden", "./x", "/dev/shm/x", "a/"}) {
    write_odd(file, name);
    EXPECT_NE(why([&] { read_archive(file, folder.file("out"), known); }).find("strange name"),
              std::string::npos)
        << name;
    EXPECT_EQ(folder.all(), std::set<std::string>{"odd.tar.zst"}) << name;
  }
  EXPECT_NE(why([&] { write_archive(folder.file("new"), folder.file("out"), {"../odd.tar.zst"}); }), "");
}

TEST(Archive, RefusesOtherMembersWithoutWritingThem) {
  const Folder folder;
  const auto file = folder.file("odd.tar.zst");
  for (auto name : {"bomb", "mqtt.db", "cunkou.db-wal", "a\n\x1b[31mb", "\x1b]0;owned\x07"}) {
    write_odd(file, name);
    const auto reason = why([&] { read_archive(file, folder.file("out"), known); });
    EXPECT_NE(reason.find("strange name"), std::string::npos) << name;
    EXPECT_FALSE(has_control_characters(reason)) << name;
    EXPECT_EQ(folder.all(), std::set<std::string>{"odd.tar.zst"}) << name;
  }
  EXPECT_EQ(printable_name("a\n\x1b[31mb"), "a??[31mb");
}

TEST(Archive, RefusesAMemberThatIsThereTwice) {
  const Folder folder;
  folder.put("series.db", "text");
  const auto file = folder.file("twice.tar.zst");
  write_archive(file, folder.path.string(), {"series.db", "series.db"});
  EXPECT_NE(why([&] { read_archive(file, folder.file("out"), known); }).find("twice"), std::string::npos);
}

TEST(Archive, RefusesAMemberOverItsLimit) {
  const Folder folder;
  const auto file = folder.file("large.tar.zst");
  write_odd(file, "manifest.json");
  const auto out = folder.file("out");
  EXPECT_EQ(why([&] { read_archive(file, out, {{"manifest.json", 4}}); }), "");
  EXPECT_NE(why([&] {
              read_archive(file, out, {{"manifest.json", 3}});
            }).find("too large"),
            std::string::npos);
}

TEST(Archive, RefusesLinksFoldersAndDevices) {
  const Folder folder;
  const auto file = folder.file("odd.tar.zst");
  const auto refuses = [&](const std::function<void(archive_entry*)>& shape) {
    write_odd(file, "manifest.json", shape);
    EXPECT_NE(why([&] { read_archive(file, folder.file("out"), known); }), "");
    EXPECT_EQ(folder.all(), std::set<std::string>{"odd.tar.zst"});
    EXPECT_FALSE(fs::exists(fs::symlink_status(folder.path / "out/manifest.json")));
  };
  refuses([&](archive_entry* e) {
    archive_entry_set_filetype(e, AE_IFLNK);
    archive_entry_set_symlink(e, folder.file("odd.tar.zst").c_str());
    archive_entry_set_size(e, 0);
  });
  refuses([&](archive_entry* e) {
    archive_entry_set_hardlink(e, folder.file("odd.tar.zst").c_str());
    archive_entry_set_size(e, 0);
  });
  for (auto type : {AE_IFDIR, AE_IFIFO, AE_IFCHR})
    refuses([&](archive_entry* e) {
      archive_entry_set_filetype(e, type);
      archive_entry_set_size(e, 0);
    });
}

TEST(Archive, RefusesATruncatedOrDamagedFile) {
  const Folder folder;
  std::string text;
  for (unsigned n = 1; text.size() < 4096; n = n * 1103515245 + 12345) text += static_cast<char>(n >> 16);
  folder.put("series.db", text);
  const auto file = folder.file("all.tar.zst");
  write_archive(file, folder.path.string(), {"series.db"});
  const auto whole = folder.read("all.tar.zst");
  const auto error_of = [&](const std::string& bytes) {
    folder.put("all.tar.zst", bytes);
    return why([&] { read_archive(file, folder.file("out"), known); });
  };
  EXPECT_EQ(error_of(whole), "");
  for (std::size_t size = 1; size < whole.size(); size += 97)
    EXPECT_NE(error_of(whole.substr(0, size)), "") << size << " of " << whole.size();
  EXPECT_EQ(error_of(whole.substr(0, 2000)), file + " is cut short: use another backup");
  auto damaged = whole;
  damaged[2] = 'x';
  for (const auto& bytes : {std::string(), std::string("no archive"), std::string(2000, 'x'), damaged})
    EXPECT_NE(error_of(bytes).find("is damaged"), std::string::npos) << bytes.size();
  EXPECT_EQ(why([&] { read_archive(folder.file("none"), folder.file("out"), known); }),
            folder.file("none") + " cannot be read: check its name and rights");
}

TEST(Archive, ReportsAFullDisk) {
  const Folder folder;
  folder.put("full", std::string(300'000, 'x'));
  EXPECT_EQ(
      why([&] { write_archive("/dev/full", folder.path.string(), {"full"}); }),
      "the backup could not be written whole; the disk may be full: free some space, or choose another disk");
  EXPECT_EQ(why([&] { write_archive(folder.file("none/x"), folder.path.string(), {"full"}); }),
            folder.file("none/x") + " cannot be written: choose another folder");
  const auto file = folder.file("all.tar.zst");
  write_archive(file, folder.path.string(), {"full"});
  EXPECT_TRUE(why([&] { read_archive(file, "/dev", known); }).starts_with("/dev/full could not be written"));
}

}  // namespace
}  // namespace cunkou::app
