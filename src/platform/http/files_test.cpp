#include "platform/http/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "platform/http/gzip.hpp"

namespace cunkou::http {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::path(testing::TempDir()) / "cunkou_files_test";
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path / "assets");
  }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
};

TEST(Files, HaveTypeVariantAndCacheLifetime) {
  const Folder folder;
  const std::string script(5'000, 'x');
  folder.write("index.html", "<!doctype html>");
  folder.write("assets/app-1a2b.js", script);
  folder.write("sw.js", "");
  folder.write("icon.png", std::string(2'000, '\0'));
  const Files files(folder.path.string());
  EXPECT_EQ(files.size(), 4u);
  EXPECT_EQ(files.index()->plain, "<!doctype html>");
  EXPECT_EQ(files.index()->cache_control, "no-cache");
  const auto* app = files.find("/assets/app-1a2b.js");
  ASSERT_TRUE(app);
  EXPECT_EQ(app->type, "text/javascript; charset=utf-8");
  EXPECT_EQ(gunzip(app->gzipped, 10'000).value(), script);
  EXPECT_NE(app->cache_control.find("immutable"), std::string::npos);
  EXPECT_EQ(files.find("/sw.js")->plain, "");
  EXPECT_EQ(files.find("/icon.png")->type, "image/png");
  EXPECT_EQ(files.find("/icon.png")->gzipped, "");
  EXPECT_NE(files.find("/sw.js")->etag, app->etag);
}

TEST(Files, UseTheGzipVariantBesideAFile) {
  const Folder folder;
  folder.write("a.css", std::string(3'000, 'a'));
  folder.write("a.css.gz", gzip(std::string(3'000, 'a'), 9));
  const Files files(folder.path.string());
  EXPECT_EQ(files.size(), 1u);
  EXPECT_EQ(files.find("/a.css")->gzipped, gzip(std::string(3'000, 'a'), 9));
}

TEST(Files, RefusePathsOutsideTheFolder) {
  const Folder folder;
  folder.write("index.html", "x");
  const Files files(folder.path.string());
  for (auto path : {"/../secret", "/assets", "", "//index.html", "/./index.html"})
    EXPECT_FALSE(files.find(path)) << path;
  EXPECT_FALSE(Files("").index());
  EXPECT_FALSE(Files("/nonexistent/folder").index());
}

}  // namespace
}  // namespace cunkou::http
