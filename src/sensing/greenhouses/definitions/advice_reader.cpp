#include "sensing/greenhouses/definitions/advice_reader.hpp"

#include <algorithm>

namespace cunkou::greenhouses {

AdviceSentences read_advice(const yaml::Node& root) {
  AdviceSentences all;
  if (!root.is_map()) yaml::refuse(root, "advice holds codes and texts");
  for (const auto& [code, sentence] : root.entries()) all[yaml::code(code)] = yaml::label(sentence);
  for (const auto known : advice_codes())
    if (!all.contains(std::string(known)))
      yaml::refuse(root, "there is no sentence for \"" + std::string(known) + "\"");
  for (const auto& [code, sentence] : root.entries())
    if (const auto word = code.scalar(); !std::ranges::count(advice_codes(), std::string_view(word)))
      yaml::refuse(code, "the program gives no advice called \"" + word + "\"");
  return all;
}

}  // namespace cunkou::greenhouses
