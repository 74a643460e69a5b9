#pragma once
// Figures for GET /metrics as plain values; app writes them in the format of Prometheus.

#include <string>
#include <utility>
#include <vector>

namespace cunkou::capability {

struct Metric {
  enum class Kind { counter, gauge };
  Kind kind = Kind::gauge;
  std::string name;   // "cunkou_readings_total": snake_case, the unit last; a counter ends with _total
  std::string help;   // one line
  std::string label;  // "" for a single value
  std::vector<std::pair<std::string, double>> values;  // by value of the label
};

// A number of occurrences since the start.
inline Metric counter(std::string name, std::string help, double value) {
  return {Metric::Kind::counter, std::move(name), std::move(help), "", {{"", value}}};
}

// A present value.
inline Metric gauge(std::string name, std::string help, double value) {
  return {Metric::Kind::gauge, std::move(name), std::move(help), "", {{"", value}}};
}

inline Metric gauge_by(std::string name, std::string help, std::string label,
                       std::vector<std::pair<std::string, double>> values) {
  return {Metric::Kind::gauge, std::move(name), std::move(help), std::move(label), std::move(values)};
}

}  // namespace cunkou::capability
