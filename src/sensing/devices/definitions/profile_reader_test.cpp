#include "sensing/devices/definitions/profile_reader.hpp"

#include <gtest/gtest.h>

#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::devices {
namespace {

auto read(const std::string& yaml, const std::string& file) {
  return yaml::testing::read_text(yaml, file, read_profile);
}

TEST(ReadProfile, RefusesAnInvalidActuator) {
  const auto profile = [](const std::string& actuator) {
    return read(
        "name: p\nlabel: {zh: 甲, en: P}\nstale_after: 10m\nquantities: []\nactuators: [" + actuator + "]",
        "p.yaml");
  };
  const std::string base =
      "name: fan, kind: fan, label: {zh: 风机, en: Fan}, reports_position: false, on_min: 1m, off_min: 1m";
  EXPECT_TRUE(profile("{" + base + ", run_max: 1h}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1m}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1h, safe: {day: 101, night: 0}}"));
  EXPECT_FALSE(profile("{" + base + ", run_max: 1h}, {" + base + ", run_max: 1h}"));
}

}  // namespace
}  // namespace cunkou::devices
