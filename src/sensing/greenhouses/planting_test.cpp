#include "sensing/greenhouses/planting.hpp"

#include <gtest/gtest.h>

namespace cunkou::greenhouses {
namespace {

std::vector<agronomy::Crop> crops() {
  agronomy::Crop tomato, pepper;
  tomato.code = "tomato";
  tomato.stages = {{"fruiting", {}, 70, {}, {}}};
  pepper.code = "pepper";
  return {tomato, pepper};
}

TEST(Planting, IsEmptyUntilSomebodyHasSetIt) {
  monitor::MonitoredThing greenhouse;
  EXPECT_EQ(planting_of(greenhouse).crop, "");
  set_planting(greenhouse, {"tomato", "fruiting", Instant{7}});
  const auto copy = greenhouse;
  EXPECT_EQ(planting_of(copy).crop, "tomato");
  EXPECT_EQ(planting_of(copy).stage, "fruiting");
  EXPECT_EQ(planting_of(copy).planted, Instant{7});
}

TEST(CheckPlanting, RefusesAnUnknownCropAndAStageOfAnotherCrop) {
  for (const Planting& known :
       {Planting{}, {"tomato", "", {}}, {"tomato", "fruiting", {}}, {"pepper", "", {}}})
    EXPECT_TRUE(check_planting(known, crops())) << known.crop << " " << known.stage;
  for (const Planting& unknown : {Planting{"banana", "", {}},
                                  {"tomato", "winter", {}},
                                  {"pepper", "fruiting", {}},
                                  {"", "fruiting", {}}}) {
    const auto refused = check_planting(unknown, crops());
    ASSERT_FALSE(refused) << unknown.crop << " " << unknown.stage;
    EXPECT_EQ(refused.error().code, Code::invalid);
  }
}

}  // namespace
}  // namespace cunkou::greenhouses
