#include "app/unread_definitions.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "app/definitions.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

class UnreadDefinitions : public ::testing::Test {
 protected:
  UnreadDefinitions() {
    fs::remove_all(folder);
    fs::copy(std::string(CUNKOU_SOURCE_DIR) + "/definitions", folder, fs::copy_options::recursive);
  }
  ~UnreadDefinitions() override { fs::remove_all(folder); }

  const fs::path folder = fs::path(testing::TempDir()) / ("cunkou_definitions_" + std::to_string(getpid()));
  const std::vector<std::string> read{"advice.yaml", "escalation.yaml"};
};

TEST_F(UnreadDefinitions, NamesFilesThatNothingReads) {
  EXPECT_TRUE(describe_unread(folder, read).empty());
  for (const auto* name : {"ladder.yaml", "mine.yaml", "rules/cold.yml", "notes.txt"})
    std::ofstream(folder / name);
  const auto unread = describe_unread(folder, read);
  ASSERT_EQ(unread.size(), 3u);
  EXPECT_NE(unread[0].find("ladder.yaml is not read: its present name is escalation.yaml"), std::string::npos)
      << unread[0];
  EXPECT_NE(unread[1].find("mine.yaml is not read"), std::string::npos) << unread[1];
  EXPECT_NE(unread[2].find("cold.yml is not read"), std::string::npos) << unread[2];
}

TEST_F(UnreadDefinitions, AreNamedWhenTheRenamedFileIsMissing) {
  fs::rename(folder / "escalation.yaml", folder / "ladder.yaml");
  const auto loaded = load_definitions(folder);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().reason.en.find("its present name is escalation.yaml"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::app
