#include "app/spdlog_log.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace cunkou::app {
namespace {

constexpr auto interval = std::chrono::minutes(1);
constexpr std::size_t lines_max = 200;

}  // namespace

void SpdlogLog::warn(std::string_view line) {
  if (const auto text = due(line); !text.empty()) spdlog::warn("{}", text);
}
void SpdlogLog::error(std::string_view line) {
  if (const auto text = due(line); !text.empty()) spdlog::error("{}", text);
}

std::string SpdlogLog::due(std::string_view line) {
  const auto now = std::chrono::steady_clock::now();
  const MutexLock lock(mutex_);
  if (const auto found = lines_.find(line); found != lines_.end() && now < found->second.at + interval) {
    ++found->second.left_out;
    return {};
  }
  if (lines_.size() >= lines_max)
    std::erase_if(lines_, [&](const auto& one) { return now >= one.second.at + interval; });
  if (lines_.size() >= lines_max) return std::string(line);
  auto& written = lines_[std::string(line)];
  const auto left_out = written.left_out;
  written = {now};
  return left_out == 0 ? std::string(line) : fmt::format("{} ({} times before)", line, left_out);
}

}  // namespace cunkou::app
