#include "sensing/formats/refusal_json.hpp"

namespace cunkou::formats {

namespace json = boost::json;

json::object refusal_json(const Refusal& refusal, std::string_view language) {
  json::object out{{"at", to_iso(refusal.at)},
                   {"stream", refusal.stream},
                   {"reason", refusal.reason.in(language)},
                   {"text", refusal.text}};
  if (refusal.line > 0) out["line"] = refusal.line;
  return out;
}

}  // namespace cunkou::formats
