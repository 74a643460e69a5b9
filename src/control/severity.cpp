#include "control/severity.hpp"

#include "control/words.hpp"

namespace cunkou::control {
namespace {

constexpr Words<Severity, 3> severities{
    {{Severity::watch, "watch"}, {Severity::lost, "lost"}, {Severity::danger, "danger"}}};
constexpr Words<Verdict, 4> verdicts{{{Verdict::normal, "normal"},
                                      {Verdict::watch, "watch"},
                                      {Verdict::lost, "lost"},
                                      {Verdict::danger, "danger"}}};

}  // namespace

std::string_view name(Severity severity) { return word_of(severities, severity); }
std::string_view name(Verdict verdict) { return word_of(verdicts, verdict); }
std::optional<Severity> parse_severity(std::string_view text) { return read_word(severities, text); }

Verdict verdict_of(Severity severity) {
  switch (severity) {
    case Severity::watch:
      return Verdict::watch;
    case Severity::lost:
      return Verdict::lost;
    case Severity::danger:
      return Verdict::danger;
  }
  return Verdict::danger;
}

}  // namespace cunkou::control
