#include "sensing/ingest/http/ingest_json.hpp"

#include <boost/json/array.hpp>

#include "sensing/formats/refusal_json.hpp"

namespace cunkou::ingest {

namespace json = boost::json;

json::object report_json(const Report& report, std::string_view language) {
  json::array refusals;
  for (const auto& refusal : report.refusals) refusals.push_back(formats::refusal_json(refusal, language));
  return {{"added", report.added},
          {"equal", report.equal},
          {"replaced", report.replaced},
          {"refused", report.refused},
          {"refusals", std::move(refusals)}};
}

}  // namespace cunkou::ingest
