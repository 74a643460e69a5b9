#include "app/unread_definitions.hpp"

#include <algorithm>

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

struct EarlierFile {
  std::string_view name, present, action;
};
constexpr EarlierFile earlier_files[] = {{"api.yaml", "", "the program contains it: remove it"},
                                         {"ladder.yaml", "escalation.yaml",
                                          "its present name is escalation.yaml, with other keys "
                                          "(docs/operating/config.md): move its numbers there"}};

std::string sentence(const fs::path& file, std::string_view action) {
  return file.string() + " is not read: " + std::string(action);
}

bool is_yaml(const fs::path& file) { return file.extension() == ".yaml" || file.extension() == ".yml"; }

}  // namespace

std::vector<std::string> describe_unread(const fs::path& folder, const std::vector<std::string>& read) {
  std::vector<std::string> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto name = entry.path().filename().string();
    if (!is_yaml(entry.path()) || std::ranges::count(read, name)) continue;
    const auto* earlier = std::ranges::find(earlier_files, name, &EarlierFile::name);
    all.push_back(sentence(entry.path(), earlier == std::ranges::end(earlier_files)
                                             ? "no definition has this name"
                                             : earlier->action));
  }
  for (const auto* kind : {"profiles", "crops", "rules"})
    for (const auto& entry : fs::directory_iterator(folder / kind, error))
      if (entry.path().extension() == ".yml")
        all.push_back(sentence(entry.path(), "the name of a definition ends in .yaml"));
  std::ranges::sort(all);
  return all;
}

std::optional<std::string> describe_earlier(const fs::path& folder, std::string_view present) {
  std::error_code error;
  if (fs::exists(folder / present, error)) return {};
  const auto* earlier = std::ranges::find(earlier_files, present, &EarlierFile::present);
  if (earlier == std::ranges::end(earlier_files) || !fs::exists(folder / earlier->name, error)) return {};
  return sentence(folder / earlier->name, earlier->action);
}

}  // namespace cunkou::app
