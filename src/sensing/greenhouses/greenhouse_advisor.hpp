#pragma once
// What the monitor knows of greenhouses: their agronomy and the sentences that name them.

#include "sensing/monitor/thing_advisor.hpp"

namespace cunkou::greenhouses {

class GreenhouseAdvisor final : public monitor::ThingAdvisor {
 public:
  const monitor::ThingSentences& sentences() const override;
  const std::vector<std::string>& recalled_quantities() const override;
  agronomy::Segment segment(const monitor::MonitoredThing&, Instant now) const override;
  std::string stage(const monitor::MonitoredThing&, const agronomy::Crop*, Instant now) const override;
  std::vector<agronomy::Band> bands(const agronomy::Crop&, std::string_view stage,
                                    agronomy::Segment) const override;
  std::vector<monitor::Advice> advice(const monitor::Situation&, Instant now) const override;
};

}  // namespace cunkou::greenhouses
