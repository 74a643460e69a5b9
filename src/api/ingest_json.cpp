#include "api/ingest_json.hpp"

#include <boost/json/array.hpp>

namespace cunkou::api {

namespace json = boost::json;

json::object refusal_json(const formats::Refusal& refusal, std::string_view language) {
  json::object out{{"at", to_iso(refusal.at)},
                   {"stream", refusal.stream},
                   {"reason", in_language(refusal.reason, language)},
                   {"text", refusal.text}};
  if (refusal.line > 0) out["line"] = refusal.line;
  return out;
}

json::object report_json(const ingest::Report& report, std::string_view language) {
  json::array refusals;
  for (const auto& refusal : report.refusals) refusals.push_back(refusal_json(refusal, language));
  return {{"added", report.added},
          {"equal", report.equal},
          {"replaced", report.replaced},
          {"refused", report.refused},
          {"refusals", std::move(refusals)}};
}

}  // namespace cunkou::api
