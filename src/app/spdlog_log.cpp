#include "app/spdlog_log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include "base/text.hpp"

namespace cunkou::app {
namespace {

constexpr auto interval = std::chrono::minutes(1);
constexpr std::size_t lines_max = 200;

class EscapedText final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& line, const std::tm&, spdlog::memory_buf_t& out) override {
    const auto text = escaped({line.payload.data(), line.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<EscapedText>(); }
};

}  // namespace

void set_log_format() {
  auto format = std::make_unique<spdlog::pattern_formatter>();
  format->add_flag<EscapedText>('*').set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %*");
  spdlog::set_formatter(std::move(format));
}

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
