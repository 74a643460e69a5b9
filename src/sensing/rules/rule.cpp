#include "sensing/rules/rule.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/enum_words.hpp"

namespace cunkou::rules {
namespace {

constexpr Words<Kind, 6> kinds{{{Kind::above, "above"},
                                {Kind::below, "below"},
                                {Kind::rising, "rising"},
                                {Kind::falling, "falling"},
                                {Kind::silent, "silent"},
                                {Kind::stuck, "stuck"}}};
constexpr Words<Phase, 4> phases{{{Phase::idle, "idle"},
                                  {Phase::pending, "pending"},
                                  {Phase::raised, "raised"},
                                  {Phase::clearing, "clearing"}}};

constexpr Duration hold_max = days(7);

agronomy::Segment first_segment(agronomy::Period period) {
  using agronomy::Segment;
  for (auto s : {Segment::morning, Segment::afternoon, Segment::evening, Segment::late_night})
    if (agronomy::holds_in(period, s)) return s;
  return Segment::morning;
}

std::optional<agronomy::Limit> crop_number(const Rule& rule, const agronomy::Crop* crop,
                                           std::string_view stage, agronomy::Segment segment) {
  if (!crop) return {};
  if (rule.limit.from == LimitSource::From::crop_limit) {
    const auto* limit = agronomy::limit_for(*crop, stage, rule.limit.limit);
    return limit ? std::optional(*limit) : std::nullopt;
  }
  const auto* band = agronomy::band_for(*crop, stage, rule.quantity, segment);
  if (!band) return {};
  return agronomy::Limit{rule.limit.from == LimitSource::From::band_low ? band->low : band->high,
                         band->source};
}

std::optional<agronomy::Limit> number_of(const Rule& rule, const agronomy::Crop* crop, std::string_view stage,
                                         agronomy::Segment segment) {
  using From = LimitSource::From;
  if (rule.limit.from == From::none) return {};
  if (rule.limit.from == From::number) return agronomy::Limit{rule.limit.number, rule.source};
  auto number = crop_number(rule, crop, stage, segment);
  if (!number && rule.limit.otherwise) number = agronomy::Limit{*rule.limit.otherwise, rule.source};
  if (number) number->value += rule.limit.margin;
  return number;
}

std::optional<double> clear_of(const Rule& rule, std::optional<double> threshold) {
  if (!threshold || rule.kind == Kind::silent || rule.kind == Kind::stuck) return {};
  return rule.kind == Kind::below ? *threshold + rule.hysteresis : *threshold - rule.hysteresis;
}

void apply(const Rule& rule, const RuleOverride& own, Setting& setting) {
  setting.enabled = own.enabled.value_or(setting.enabled);
  setting.hold = own.hold.value_or(setting.hold);
  setting.severity = own.severity.value_or(setting.severity);
  if (own.threshold) {
    setting.threshold = own.threshold;
    setting.clear = clear_of(rule, own.threshold);
  }
  if (own.clear) setting.clear = own.clear;
  setting.adjusted = own.enabled || own.threshold || own.clear || own.hold || own.severity;
}

}  // namespace

std::string_view name(Kind kind) { return word_of(kinds, kind); }
std::optional<Kind> parse_kind(std::string_view text) { return read_word(kinds, text); }
std::string_view name(Phase phase) { return word_of(phases, phase); }
std::optional<Phase> parse_phase(std::string_view text) { return read_word(phases, text); }

const Remedy* Rule::remedy_by(devices::ActuatorKind with) const {
  const auto found = std::ranges::find(remedies, with, &Remedy::kind);
  return found == remedies.end() ? nullptr : &*found;
}

const Rule* RuleSet::find(std::string_view code) const {
  for (const auto& rule : rules)
    if (rule.code == code) return &rule;
  return nullptr;
}

std::optional<Setting> setting_for(const Rule& rule, const agronomy::Crop* crop, std::string_view stage,
                                   agronomy::Segment segment, const RuleOverride* own) {
  if (!rule.crop.empty() && (!crop || crop->code != rule.crop)) return {};
  if (!agronomy::holds_in(rule.period, segment)) segment = first_segment(rule.period);
  const auto number = number_of(rule, crop, stage, segment);
  const bool needs_number = rule.limit.from != LimitSource::From::none;
  if (needs_number && !number && !(own && own->threshold)) return {};

  Setting setting;
  setting.enabled = rule.enabled;
  setting.hold = rule.hold;
  setting.severity = rule.severity;
  setting.source = number ? number->source : rule.source;
  if (number) setting.threshold = number->value;
  setting.clear = clear_of(rule, setting.threshold);
  if (own) apply(rule, *own, setting);
  return setting;
}

std::optional<ValueRange> range_of(const Rule& rule, const std::vector<devices::Profile>& profiles) {
  constexpr std::array<std::pair<std::string_view, ValueRange>, 7> derived{{{"vpd", {0, 10}},
                                                                            {"dew_point", {-40, 80}},
                                                                            {"dew_gap", {0, 80}},
                                                                            {"wet_bulb", {-40, 80}},
                                                                            {"frost_minimum", {-40, 80}},
                                                                            {"wet_hours", {0, 240}},
                                                                            {"grey_mould", {0, 1}}}};
  std::optional<ValueRange> range;
  for (const auto& [quantity, known] : derived)
    if (rule.quantity == quantity) range = known;
  for (const auto& profile : profiles)
    if (const auto* quantity = profile.quantity(rule.quantity); quantity && !range)
      range = ValueRange{quantity->min, quantity->max};
  const bool change = rule.kind == Kind::rising || rule.kind == Kind::falling || rule.kind == Kind::stuck;
  if (range && change) range = ValueRange{0, range->high - range->low};
  return range;
}

Result<void> check_range(const ValueRange& range, const RuleOverride& own) {
  const auto plain = [](double number) { return std::to_string(std::lround(number)); };
  for (const auto& number : {own.threshold, own.clear})
    if (number && !(*number >= range.low && *number <= range.high))
      return invalid(format_label("请写 {} 到 {} 之间的数", "Write a number from {} to {}", plain(range.low),
                                  plain(range.high)));
  return {};
}

Result<void> check_override(const Rule& rule, const Setting& standard, const RuleOverride& own) {
  for (const auto& number : {own.threshold, own.clear})
    if (number && !std::isfinite(*number))
      return invalid({"请写一个数字，比如 12.5", "Write a plain number, such as 12.5"});
  if (own.hold && (*own.hold < Duration{0} || *own.hold > hold_max))
    return invalid({"持续时间请写 0 秒到 7 天", "A rule may wait from 0 seconds to 7 days before it counts"});
  Setting result = standard;
  apply(rule, own, result);
  if (rule.kind == Kind::silent && result.hold < minutes(1))
    return invalid({"断开不到一分钟不必提醒，请写 1 分钟以上",
                    "A rule for missing readings waits at least 1 minute: write 1 minute or more"});
  if (!result.threshold || !result.clear) return {};
  const bool below = rule.kind == Kind::below;
  if (below ? *result.clear < *result.threshold : *result.clear > *result.threshold)
    return invalid(
        below ? Label{"“回到多少算好”不能低于“到多少提醒”",
                      "The number at which the alarm ends must not lie below the one at which it begins"}
              : Label{"“回到多少算好”不能高于“到多少提醒”",
                      "The number at which the alarm ends must not lie above the one at which it begins"});
  return {};
}

}  // namespace cunkou::rules
