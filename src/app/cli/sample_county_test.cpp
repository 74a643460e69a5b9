#include "app/cli/sample_county.hpp"

#include <gtest/gtest.h>

#include <set>

#include "app/system_clock.hpp"
#include "core/people/people_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/token.hpp"

namespace cunkou::app {
namespace {

TEST(AddSampleCounty, ReturnsEachPersonAndDeviceOnceAlsoWhenItRunsTwice) {
  const std::string folder = std::string(CUNKOU_SOURCE_DIR) + "/definitions";
  const auto definitions = load_definitions(folder);
  ASSERT_TRUE(definitions) << definitions.error().reason.en;
  const auto files = read_sample_files(folder + "/sample");
  sql::Database database = sql::testing::repeating_database();
  const auto county = database.write([&](sql::Transaction& t) -> Result<SampleCounty> {
    journal::Act act{PersonId(), "cli", SystemClock().now(), journal::journal_of(t)};
    return add_sample_county(act, t, files, *definitions);
  });
  ASSERT_TRUE(county);

  std::set<std::string> phones;
  for (const auto& person : county->people)
    EXPECT_TRUE(phones.insert(person.phone).second) << person.phone << " is there twice";
  ASSERT_FALSE(county->greenhouses.empty());
  for (std::size_t i = 0; i < county->greenhouses.size(); ++i)
    EXPECT_EQ(county->greenhouses[i].number, static_cast<int>(i) + 1);
  database.read([&](sql::Transaction& t) {
    std::map<std::string, std::string> stored;  // hash of the token by name
    for (const auto& device : devices::device_store(t).devices()) stored[device.name] = device.token_hash;
    EXPECT_EQ(stored.size(), county->greenhouses.size());
    for (const auto& greenhouse : county->greenhouses)
      EXPECT_EQ(stored[greenhouse.name], devices::token_hash(greenhouse.token)) << greenhouse.name;
    for (const auto& person : county->people)
      EXPECT_TRUE(people::people_store(t).person_by_phone(person.phone)) << person.phone;
  });
}

}  // namespace
}  // namespace cunkou::app
