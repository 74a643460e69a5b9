#include "sensing/agronomy/definitions/crop_reader.hpp"

#include <gtest/gtest.h>

#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::agronomy {
namespace {

auto read(const std::string& yaml, const std::string& file) {
  return yaml::testing::read_text(yaml, file, read_crop);
}

TEST(ReadCrop, RefusesAnInvertedBandAndAnUnknownSource) {
  const std::string head = "code: c\nlabel: {zh: 甲, en: C}\nsources: {a: A}\nstages: []\n";
  EXPECT_TRUE(read(head + "bands: [{quantity: t, period: day, low: 1, high: 2, source: a}]", "c.yaml"));
  EXPECT_FALSE(read(head + "bands: [{quantity: t, period: day, low: 2, high: 1, source: a}]", "c.yaml"));
  EXPECT_FALSE(read(head + "bands: [{quantity: t, period: day, low: 1, high: 2, source: b}]", "c.yaml"));
  EXPECT_FALSE(read("code: c", "c.yaml"));
  EXPECT_FALSE(read("", "c.yaml"));
}

}  // namespace
}  // namespace cunkou::agronomy
