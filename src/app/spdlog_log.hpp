#pragma once
// The log of capabilities, on spdlog.

#include <spdlog/spdlog.h>

#include "platform/capability/log.hpp"

namespace cunkou::app {

class SpdlogLog final : public capability::Log {
 public:
  void warn(std::string_view line) override { spdlog::warn("{}", line); }
  void error(std::string_view line) override { spdlog::error("{}", line); }
};

}  // namespace cunkou::app
