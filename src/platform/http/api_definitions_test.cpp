#include "platform/http/api_definitions.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <stdexcept>

namespace cunkou::http {
namespace {

constexpr ApiPart places{"core/places/http/places.api.yaml",
                         "schemas: {Place: {type: object}}\nparameters: {place: {type: string}}\n"};
constexpr ApiPart people{"core/people/http/people.api.yaml",
                         "schemas: {Person: {type: object}}\n"
                         "operations: {GET /api/people: {query: {place: shared, q: {type: string}}}}\n"};

std::string failure(std::initializer_list<ApiPart> parts) {
  try {
    (void)merge_api_parts(std::span(parts.begin(), parts.size()));
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

TEST(MergeApiParts, FillsInSharedParametersOfOtherParts) {
  const ApiPart parts[] = {places, people};
  const auto expected = boost::json::parse(
      R"({"info": "", "securitySchemes": {}, "schemas": {"Place": {"type": "object"}, "Person": {"type": "object"}},
          "operations": {"GET /api/people": {"query": {"place": {"type": "string"}, "q": {"type": "string"}}}}})");
  EXPECT_EQ(merge_api_parts(parts), expected.as_object());
}

TEST(MergeApiParts, JoinsTheSentencesAndTheSecuritySchemesOfTheParts) {
  const ApiPart parts[] = {
      {"app/app.api.yaml", "info: Times are in UTC.\nsecuritySchemes: {session: {type: apiKey}}\n"},
      {"sensing/a.api.yaml", "info: >-\n  Queries\n  wait.\nsecuritySchemes: {device: {type: http}}\n"}};
  const auto merged = merge_api_parts(parts);
  EXPECT_EQ(merged.at("info"), "Times are in UTC. Queries wait.");
  EXPECT_EQ(merged.at("securitySchemes").as_object().size(), 2u);
}

TEST(MergeApiParts, NamesThePartWithAFault) {
  const ApiPart again{"sensing/other.api.yaml", "schemas: {Place: {type: string}}\n"};
  EXPECT_EQ(failure({places, again}), "sensing/other.api.yaml: another part defines Place too: rename one");
  EXPECT_EQ(failure({people}), "GET /api/people: no part defines the shared parameter place");
  EXPECT_EQ(failure({{"a.api.yaml", "schema: {}"}}), "a.api.yaml: there is no key schema");
}

}  // namespace
}  // namespace cunkou::http
