#include "platform/sql/file_option.hpp"

#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

namespace fs = std::filesystem;

TEST(FileOption, NamesTheFileOfThePath) {
  const fs::path parent = testing::TempDir() + "cunkou_file_option" + std::to_string(getpid());
  for (const auto* name :
       {"a b", "a  b ", " a", "a synchronous=off", "a\"b", "a'b", "a\"b c", "a;b?c#d", "a\nb", "村 口"}) {
    const auto file = parent / name / "some.db";
    fs::create_directories(file.parent_path());
    soci::session session(soci::sqlite3, file_option(file) + " timeout=10");
    session << "CREATE TABLE notes (number INTEGER)";
    EXPECT_TRUE(fs::exists(file)) << name;
  }
  fs::remove_all(parent);
}

TEST(FileOption, RefusesAPathThatCannotBeQuoted) {
  for (const auto* path : {"a \"b/some.db", "a\" b/some.db", "a b\"c/some.db", "a b c\"/some.db"})
    EXPECT_THROW(file_option(path), Broken) << path;
}

}  // namespace
}  // namespace cunkou::sql
