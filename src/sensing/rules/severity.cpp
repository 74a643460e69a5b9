#include "sensing/rules/severity.hpp"

#include "base/enum_words.hpp"

namespace cunkou::rules {
namespace {

constexpr Words<Severity, 3> severities{
    {{Severity::watch, "watch"}, {Severity::no_data, "no_data"}, {Severity::danger, "danger"}}};
constexpr Words<ThingStatus, 4> verdicts{{{ThingStatus::normal, "normal"},
                                          {ThingStatus::watch, "watch"},
                                          {ThingStatus::no_data, "no_data"},
                                          {ThingStatus::danger, "danger"}}};

}  // namespace

std::string_view name(Severity severity) { return word_of(severities, severity); }
std::string_view name(ThingStatus status) { return word_of(verdicts, status); }
std::optional<Severity> parse_severity(std::string_view text) { return read_word(severities, text); }

Severity severity_or_danger(std::string_view word) { return parse_severity(word).value_or(Severity::danger); }

ThingStatus status_of(Severity severity) {
  switch (severity) {
    case Severity::watch:
      return ThingStatus::watch;
    case Severity::no_data:
      return ThingStatus::no_data;
    case Severity::danger:
      return ThingStatus::danger;
  }
  return ThingStatus::danger;
}

}  // namespace cunkou::rules
