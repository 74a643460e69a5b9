#include "platform/yaml/read.hpp"
#include "platform/yaml/testing/read_text.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "platform/yaml/json.hpp"

namespace cunkou::yaml {
namespace {

struct Sensor {
  std::string name;
  double low = 0;
};

Result<Sensor> read(const std::string& text) {
  return testing::read_text(text, "s.yaml", [](const Node& root) {
    Sensor sensor;
    each_key(root, "a sensor", {{"name", into(sensor.name, code, true)}, {"low", into(sensor.low, number)}});
    return sensor;
  });
}

TEST(ReadYaml, RefusalsNameFileLineAndCorrection) {
  EXPECT_EQ(read("name: air\nlow: -1.5\n").value().low, -1.5);
  const std::pair<const char*, const char*> rows[] = {
      {"low: 1\n", "s.yaml, line 1: a sensor needs \"name\""},
      {"name: air\nhigh: 1\n", "s.yaml, line 2: a sensor has no key \"high\"; it knows low, name"},
      {"name: air\nname: soil\n", "s.yaml, line 2: \"name\" is given twice"},
      {"name: air\nlow: warm\n", "s.yaml, line 2: \"warm\" is not a number: write 12 or -1.5"},
      {"low:\nname: air\n", "s.yaml, line 1: \"low\" has no value: write one, or remove the line"},
      {"name: ''\n", "s.yaml, line 1: a text is expected"},
      {"- name\n", "s.yaml, line 1: a sensor holds keys and values"},
  };
  for (const auto& [text, reason] : rows) {
    const auto sensor = read(text);
    ASSERT_FALSE(sensor) << text;
    EXPECT_EQ(sensor.error().reason.en, reason);
  }
  EXPECT_NE(read("name: [").error().reason.en.find("this is not YAML"), std::string::npos);
}

TEST(ReadYaml, ReadsPlainFilesOnly) {
  const auto folder = ::testing::TempDir() + "cunkou_read_yaml" + std::to_string(getpid());
  std::filesystem::create_directories(folder + "/folder.yaml");
  ASSERT_EQ(mkfifo((folder + "/pipe.yaml").c_str(), 0600), 0);
  for (const auto& file : {folder + "/folder.yaml", folder + "/pipe.yaml", std::string("/dev/zero")}) try {
      contents(file);
      ADD_FAILURE() << file;
    } catch (const Refused& refused) {
      EXPECT_EQ(refused.reason.en.find(file + " is no plain file"), 0u) << refused.reason.en;
    }
  std::ofstream(folder + "/plain") << "name: air\n";
  std::filesystem::create_symlink("plain", folder + "/link.yaml");
  EXPECT_EQ(contents(folder + "/link.yaml"), "name: air\n");
  std::filesystem::remove_all(folder);
}

TEST(ReadYaml, AbsentNodesHaveNoValue) {
  const auto root = parse("a: {b: 1}\n");
  EXPECT_TRUE(root["a"]["b"]);
  EXPECT_FALSE(root["a"]["c"]);
  EXPECT_FALSE(root["c"]["b"]);
  EXPECT_FALSE(root["a"]["b"]["c"]);
  EXPECT_THROW(text(root["c"]), Refused);
  EXPECT_TRUE(parse("").is_null());
}

TEST(ReadYaml, ScalarsBecomeJsonByTheCoreSchema) {
  EXPECT_EQ(to_json(parse("{a: 1, b: 1.5, c: '1', d: true, e: null, f: yes, g: [x, -2]}")),
            boost::json::parse(
                R"({"a": 1, "b": 1.5, "c": "1", "d": true, "e": null, "f": "yes", "g": ["x", -2]})"));
}

}  // namespace
}  // namespace cunkou::yaml
