#include "sensing/sensorthings/entity_members.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "sensing/sensorthings/entity_tables.hpp"
#include "sensing/sensorthings/limits.hpp"
#include "sensing/sensorthings/navigation.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;
using json::object;

Error wrong(std::string_view name, std::string_view zh, std::string_view en) {
  return invalid(format_label("{0} 要写成{1}", "{0} must be {2}", name, zh, en));
}

Error missing(std::string_view name) { return invalid(format_label("缺少 {}", "{} is missing", name)); }

class Members {
 public:
  explicit Members(const object& from) : from_(from) {}

  Members& text(std::string_view name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    if (value->is_string())
      keep(name, std::string(value->as_string()), into);
    else
      fine_ = wrong(name, "文字", "a text");
    return *this;
  }
  Members& text_or_null(std::string_view name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (value && value->is_null()) return into.clear(), *this;
    return text(name, into);
  }
  Members& object_json(std::string_view name, std::string& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    if (value->is_object())
      keep(name, json_text(*value), into);
    else
      fine_ = wrong(name, "对象", "an object");
    return *this;
  }
  Members& any_json(std::string_view name, std::string& into) {
    if (const auto* value = from_.if_contains(name)) keep(name, json_text(*value), into);
    return *this;
  }
  Members& time(std::string_view name, Instant& into) {
    const auto* value = from_.if_contains(name);
    if (!value || !fine_) return *this;
    auto at = value->is_string() ? parse_instant(std::string_view(value->as_string()))
                                 : Result<Instant>(wrong(name, "时间", "a time"));
    if (at)
      into = *at;
    else
      fine_ = at.error();
    return *this;
  }
  Members& present(std::string_view name) {
    if (fine_ && !from_.contains(name)) fine_ = missing(name);
    return *this;
  }
  Members& not_empty(std::string_view name, const std::string& value) {
    if (fine_ && value.empty()) fine_ = missing(name);
    return *this;
  }
  Result<void> done() const { return fine_; }

 private:
  void keep(std::string_view name, std::string text, std::string& into) {
    if (name == "name") fine_ = require_visible(text);
    if (!fine_) return;
    if (text.size() > limits::entity_member_bytes)
      fine_ = Error{Code::too_large, format_label("{} 太长", "{} is too long", name)};
    else
      into = std::move(text);
  }

  const object& from_;
  Result<void> fine_{};
};

void read_member(Members& members, Form form, std::string_view name, std::string& into) {
  switch (form) {
    case Form::text:
    case Form::required_text:
      members.text(name, into);
      break;
    case Form::unit_text:
      members.text_or_null(name, into);
      break;
    case Form::required_object:
    case Form::optional_object:
    case Form::properties:
      members.object_json(name, into);
      break;
    case Form::any:
      members.any_json(name, into);
      break;
    case Form::hidden:
    case Form::required_time:
    case Form::link:
      break;
  }
}
void read_member(Members& members, Form form, std::string_view name, Instant& into) {
  if (form == Form::required_time) members.time(name, into);
}
template <class Hidden>
void read_member(Members&, Form, std::string_view, Hidden&) {}

void check_presence(Members& members, const auto& column) {
  if (column.form == Form::required_object || column.form == Form::required_time)
    members.present(column.member);
}

Error unknown_member(std::string_view name) {
  return invalid(format_label("没有「{}」这一项，请去掉或改正",
                              "There is no member \"{}\" here: correct it or leave it out", excerpt(name)));
}

bool has_member(const auto& table, std::string_view name, bool of_unit) {
  bool found = false;
  for_each_column(table, [&](const auto& column) {
    if (column.form != Form::hidden && column.form != Form::link)
      found = found || (column.member == name && (column.form == Form::unit_text) == of_unit);
  });
  return found;
}

bool is_member(EntitySet set, std::string_view name) {
  const auto is_one_of = [&](auto... names) { return ((name == names) || ...); };
  if (link(set, name)) return true;
  if (set == EntitySet::observations)
    return is_one_of("phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters");
  if (set == EntitySet::datastreams && is_one_of("unitOfMeasurement", "phenomenonTime", "resultTime"))
    return true;
  return with_table(set, [&](const auto& table) { return has_member(table, name, false); });
}

constexpr EntitySet set_of(const Thing&) { return EntitySet::things; }
constexpr EntitySet set_of(const Location&) { return EntitySet::locations; }
constexpr EntitySet set_of(const HistoricalLocation&) { return EntitySet::historical_locations; }
constexpr EntitySet set_of(const Datastream&) { return EntitySet::datastreams; }
constexpr EntitySet set_of(const Sensor&) { return EntitySet::sensors; }
constexpr EntitySet set_of(const ObservedProperty&) { return EntitySet::observed_properties; }
constexpr EntitySet set_of(const FeatureOfInterest&) { return EntitySet::features_of_interest; }

Result<void> read_unit(const object& from, Datastream& datastream) {
  const auto* unit = from.if_contains("unitOfMeasurement");
  if (!unit) return {};
  if (!unit->is_object()) return wrong("unitOfMeasurement", "对象", "an object");
  for (const auto& [name, value] : unit->as_object())
    if (!has_member(datastream_table, std::string_view(name), true)) return unknown_member(name);
  Members members(unit->as_object());
  for_each_column(datastream_table, [&](const auto& column) {
    if (column.form == Form::unit_text)
      read_member(members, column.form, column.member, datastream.*column.field);
  });
  return members.done();
}

}  // namespace

const boost::json::value* id_in(const boost::json::value& value) {
  const auto* from = value.if_object();
  return from ? from->if_contains("@iot.id") : nullptr;
}

Result<void> refuse_unknown_members(const object& from, EntitySet set) {
  for (const auto& [name, value] : from)
    if (name.find('@') == name.npos && !is_member(set, std::string_view(name))) return unknown_member(name);
  return {};
}

template <class Entity>
Result<void> read_members(const object& from, Entity& entity) {
  CUNKOU_TRY(refuse_unknown_members(from, set_of(entity)));
  const auto& table = table_of(entity);
  Members members(from);
  if (!entity.id) for_each_column(table, [&](const auto& column) { check_presence(members, column); });
  for_each_column(table, [&](const auto& column) {
    if (column.form != Form::unit_text)
      read_member(members, column.form, column.member, entity.*column.field);
  });
  for_each_column(table, [&](const auto& column) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(entity.*column.field)>, std::string>)
      if (column.form == Form::required_text) members.not_empty(column.member, entity.*column.field);
  });
  CUNKOU_TRY(members.done());
  if constexpr (std::is_same_v<Entity, Datastream>) return read_unit(from, entity);
  return {};
}

template Result<void> read_members(const object&, Thing&);
template Result<void> read_members(const object&, Location&);
template Result<void> read_members(const object&, HistoricalLocation&);
template Result<void> read_members(const object&, Datastream&);
template Result<void> read_members(const object&, Sensor&);
template Result<void> read_members(const object&, ObservedProperty&);
template Result<void> read_members(const object&, FeatureOfInterest&);

}  // namespace cunkou::sensorthings
