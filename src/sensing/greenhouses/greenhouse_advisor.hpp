#pragma once
// Gives the monitor the agronomy of greenhouses and the sentences that name them.

#include "sensing/monitor/thing_advisor.hpp"

namespace cunkou::greenhouses {

class GreenhouseAdvisor final : public monitor::ThingAdvisor {
 public:
  explicit GreenhouseAdvisor(const std::vector<agronomy::Crop>& crops) : crops_(crops) {}  // outlive this

  const monitor::ThingSentences& sentences() const override;
  const std::vector<std::string>& recalled_quantities() const override;
  Result<void> check(const monitor::MonitoredThing&) const override;  // an unknown crop or stage
  agronomy::Requirements requirements(const monitor::MonitoredThing&, Instant now) const override;
  std::vector<agronomy::Band> bands(const agronomy::Requirements&) const override;
  std::vector<monitor::Advice> advice(const monitor::Situation&, Instant now) const override;

 private:
  const std::vector<agronomy::Crop>& crops_;
};

}  // namespace cunkou::greenhouses
