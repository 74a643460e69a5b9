#include "sensing/notifications/definitions/escalation_reader.hpp"

#include <gtest/gtest.h>

#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::notifications {
namespace {

auto read(const std::string& yaml, const std::string& file) {
  return yaml::testing::read_text(yaml, file, read_escalation);
}

TEST(ReadEscalation, RefusesQuietHoursForDanger) {
  const std::string steps = "steps: [{name: household, after: {watch: 0s, no_data: 0s, danger: 0s}}]\n";
  EXPECT_TRUE(read(steps + "repeat: {danger: {every: 10m}}", "l.yaml"));
  EXPECT_FALSE(read(steps + "repeat: {danger: {every: 10m, quiet: {from: '22:00', to: '06:00'}}}", "l.yaml"));
  EXPECT_FALSE(read(steps + "repeat: {watch: {every: 10m, quiet: {from: '22:60', to: '06:00'}}}", "l.yaml"));
  EXPECT_FALSE(
      read("steps: [{name: household, after: {watch: 5m}}]\nrepeat: {danger: {every: 10m}}", "l.yaml"));
}

}  // namespace
}  // namespace cunkou::notifications
