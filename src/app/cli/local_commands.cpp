// Commands that change the state database directly, whether or not a server runs; a running server polls for
// changes.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "app/backup/backup.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/running_server.hpp"
#include "app/cli/terminal.hpp"
#include "app/data_folder.hpp"
#include "app/definitions.hpp"
#include "app/series_file.hpp"
#include "app/system_clock.hpp"
#include "app/whole_file.hpp"
#include "base/text.hpp"
#include "core/journal/act.hpp"
#include "core/journal/present_verb.hpp"
#include "core/people/accept_second_factor.hpp"
#include "core/people/change_me.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/password.hpp"
#include "core/people/people_store.hpp"
#include "core/people/phone.hpp"
#include "core/people/secret.hpp"
#include "core/people/turn_off_second_factor.hpp"
#include "core/places/import_places.hpp"
#include "core/places/place_store.hpp"
#include "platform/http/qr.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app {
namespace {

// Runs f(act, transaction) in one write transaction; prints a refusal.
template <class F>
auto write(const Config& config, F&& f) {
  using R = std::invoke_result_t<F, journal::Act&, sql::Transaction&>;
  const auto folder = open_data_folder(config.data, config.state);
  if (!folder) return R(folder.error());
  auto database = open_state_file(*folder);
  auto done = database.write([&](sql::Transaction& t) -> R {
    journal::Act act{PersonId(), "cli", SystemClock().now(), journal::journal_of(t)};
    return f(act, t);
  });
  if (done) mark_changed(*folder);
  return done;
}

Result<PlaceId> place_of(sql::Transaction& t, const std::string& code) {
  if (code.empty()) return PlaceId();
  const auto place = places::place_store(t).by_code(code);
  if (!place)
    return not_found(format_label("没有编码为 {} 的地方，先用 cunkou place list 看看",
                                  "there is no place with the code {}; `cunkou place list` shows them",
                                  code));
  return place->id;
}

// By id, or by a unique name.
Result<HouseholdId> household_of(sql::Transaction& t, const std::string& given) {
  if (given.empty()) return HouseholdId();
  std::vector<HouseholdId> found;
  for (const auto& h : people::people_store(t).households("/"))
    if (h.name == given || std::to_string(h.id.value) == given) found.push_back(h.id);
  if (found.size() == 1) return found.front();
  return not_found(found.empty() ? format_label("没有叫「{}」的家庭", "there is no household {}", given)
                                 : format_label("有多个叫「{}」的家庭，请用编号",
                                                "several households are called {}: give the id", given));
}

Result<people::Person> person_of(sql::Transaction& t, const std::string& phone) {
  auto person = people::people_store(t).person_by_phone(phone);
  if (!person) return not_found({"没有人用这个手机号", "nobody has this phone number"});
  return std::move(*person);
}

// URL of the server for people: from the configuration, else of the running server.
std::string address_of(const Config& config) {
  if (!config.public_url.empty()) return config.public_url;
  if (const auto folder = find_data_folder(config.data, config.state))
    if (const auto server = read_running(*folder)) return server->http;
  return "http://" + to_string(config.http);
}

std::string in_words(Instant time) {
  const auto local = in_shanghai(time);
  return localize("{:04}-{:02}-{:02} {:02}:{:02}（北京时间）",
                  "{:04}-{:02}-{:02} {:02}:{:02} (Asia/Shanghai)", local.year, local.month, local.day,
                  local.hour, local.minute);
}

// Ends the sessions in the running server, which keeps them in memory.
Result<void> sign_out_there(const Config& config, PersonId person) {
  CUNKOU_TRY_VALUE(folder, open_data_folder(config.data, config.state));
  const auto server = read_running(folder);
  if (!server) return {};
  CUNKOU_TRY_VALUE(there, local_server(*server));
  const auto path = "/api/people/" + std::to_string(person.value) + "/sessions";
  const auto response = http::local_request(there, "DELETE", path, "", "");
  if (response && response->status < 300) return {};
  return Error{Code::unavailable,
               {"密码已更换，但没能通知正在运行的服务器：请重启它，旧的登录才会结束",
                "the password is changed, but the running server could not be notified: restart it to end "
                "old sessions"}};
}

int warn_of_quiet(const Config& config) {
  if (config.quiet)
    fmt::print("{}\n", localize("但配置里写着 quiet，也要去掉。",
                                "But the configuration says quiet: take that out, too."));
  return 0;
}

}  // namespace

int refused(const Error& error) {
  std::fprintf(stderr, "cunkou: %s\n", localize(error.reason).c_str());
  return 1;
}

int import_places(const Config& config, const std::string& file, bool preview) {
  const auto text = whole_file(file);
  const auto folder = open_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  auto database = open_state_file(*folder);
  const auto everywhere = [](std::string_view) { return true; };
  const auto report =
      preview ? database.read([&](sql::Transaction& t) {
        return places::preview_import(places::place_store(t), text, everywhere);
      })
              : database.write([&](sql::Transaction& t) {
                  journal::Act act{PersonId(), "cli", SystemClock().now(), journal::journal_of(t)};
                  return places::import_places(act, places::place_store(t), text, everywhere);
                });
  if (!report) return refused(report.error());
  if (!preview) mark_changed(*folder);
  auto bad_rows = report->bad;
  std::ranges::stable_sort(bad_rows, {}, &places::RefusedRow::line);
  for (const auto& bad : bad_rows)
    fmt::print(stderr, "{}\n", localize_line(static_cast<std::int64_t>(bad.line), "", bad.reason, bad.text));
  using Action = places::ImportedRow::Action;
  fmt::print("{}{}\n",
             localize("新增 {}，更改 {}，相同 {}，拒绝 {}", "{} added, {} changed, {} the same, {} refused",
                      report->count(Action::add), report->count(Action::change), report->count(Action::same),
                      report->bad.size()),
             preview ? localize("（预览：没有写入）", " (preview: nothing was written)") : "");
  return report->bad.empty() ? 0 : 1;
}

int list_places(const Config& config) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  auto database = open_state_file(*folder);
  const auto all = database.read(
      [](sql::Transaction& t) -> Result<std::vector<places::Place>> { return places::place_store(t).all(); });
  for (const auto& place : *all) fmt::print("{}\t{}\n", place.code, escaped(place.name));
  return 0;
}

int invite_person(const Config& config, const InvitePerson& wanted) {
  const auto role = access::parse_role(wanted.role);
  if (!role)
    return refused(invalid(format_label(
        "没有角色「{}」，可选 operator、county、town、village、technician、farmer、family、worker",
        "there is no role \"{}\": choose operator, county, town, village, technician, farmer, family or "
        "worker",
        wanted.role)));
  const auto invited = write(config, [&](journal::Act& act, sql::Transaction& t) -> Result<people::Invited> {
    CUNKOU_TRY_VALUE(place, place_of(t, wanted.place));
    CUNKOU_TRY_VALUE(household, household_of(t, wanted.household));
    return people::invite_person(act, people::people_store(t), places::place_store(t),
                                 {*role, place, household, wanted.name});
  });
  if (!invited) return refused(invited.error());
  const auto link = address_of(config) + "/invitation/" + invited->code;
  fmt::print("{}\n{}\n", localize("{} 之前有效：", "Valid until {}:", in_words(invited->expires)), link);
  if (isatty(STDOUT_FILENO)) {
    if (const auto qr = http::qr_terminal(link)) std::printf("%s", qr->c_str());
  }
  return 0;
}

int renew_password(const Config& config, const std::string& phone) {
  if (const auto folder = find_data_folder(config.data, config.state); !folder)
    return refused(folder.error());
  const auto number = people::parse_phone(phone);
  if (!number) return refused(number.error());
  const auto password = people::new_invitation_code();
  const auto hash = people::hash_password(password);
  const auto renewed = write(config, [&](journal::Act& act, sql::Transaction& t) -> Result<PersonId> {
    CUNKOU_TRY_VALUE(person, person_of(t, *number));
    act.who = person.id;
    auto& store = people::people_store(t);
    const auto changed = people::change_password(act, store, {{}, store.password(person.id), hash});
    if (!changed) return changed.error();
    return person.id;
  });
  if (!renewed) return refused(renewed.error());
  if (const auto ended = sign_out_there(config, *renewed); !ended) (void)refused(ended.error());
  fmt::print("{}\n{}\n",
             localize("新密码只显示这一次，请在“我的”页上改掉：",
                      "A new password, to be changed on the page \"me\" (shown this once):"),
             password);
  return 0;
}

int second_factor(const Config& config, const std::string& phone, bool off) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  const auto number = people::parse_phone(phone);
  if (!number) return refused(number.error());
  if (off) {
    const auto done = write(config, [&](journal::Act& act, sql::Transaction& t) -> Result<void> {
      CUNKOU_TRY_VALUE(person, person_of(t, *number));
      return people::turn_off_second_factor(act, people::people_store(t), person.id);
    });
    if (!done) return refused(done.error());
    fmt::print("{}\n", localize("两步验证已关掉：请让这个人登录后重新打开。",
                                "Two-step sign-in is off: let the person sign in and turn it on again."));
    return 0;
  }
  auto database = open_state_file(*folder);
  const auto on = database.read([&](sql::Transaction& t) -> Result<bool> {
    CUNKOU_TRY_VALUE(person, person_of(t, *number));
    return people::has_second_factor(people::people_store(t), person.id);
  });
  if (!on) return refused(on.error());
  fmt::print("{}\n", *on ? localize("两步验证：打开", "Two-step sign-in is on")
                         : localize("两步验证：关着", "Two-step sign-in is off"));
  return 0;
}

int add_device(const Config& config, const AddDevice& wanted) {
  const auto definitions = load_definitions(definitions_folder(config));
  if (!definitions) return refused(definitions.error());
  const auto profile = std::find_if(definitions->profiles.begin(), definitions->profiles.end(),
                                    [&](const auto& p) { return p.name == wanted.profile; });
  if (profile == definitions->profiles.end()) {
    std::string known;
    for (const auto& p : definitions->profiles) known += (known.empty() ? "" : ", ") + p.name;
    return refused(not_found(format_label(
        "没有设备类型「{}」，有：{}", "there is no profile \"{}\"; there are {}", wanted.profile, known)));
  }
  const auto added = write(config, [&](journal::Act& act, sql::Transaction& t) -> Result<devices::NewDevice> {
    CUNKOU_TRY_VALUE(place, place_of(t, wanted.place));
    CUNKOU_TRY_VALUE(household, household_of(t, wanted.household));
    devices::AddDevice device;
    device.name = wanted.name;
    device.place = place;
    device.household = household;
    return devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                               places::place_store(t), people::people_store(t), *profile, device);
  });
  if (!added) return refused(added.error());
  fmt::print(
      "{}\n{}\n",
      localize("设备 {}：{}。令牌只显示这一次，设备用它作 MQTT 用户名登录：",
               "Device {}: {}. Its token is shown this once; the device signs in with it as MQTT user name:",
               added->device.id.value, added->device.name),
      added->token);
  return 0;
}

int list_devices(const Config& config) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  auto database = open_state_file(*folder);
  const auto lines = database.read([](sql::Transaction& t) {
    std::string out;
    for (const auto& d : devices::device_store(t).devices()) {
      const auto place = places::place_store(t).by_id(d.place);
      out += fmt::format("{}\t{}\t{}\t{}\n", d.id.value, escaped(d.name), d.profile,
                         place ? escaped(place->name) : "");
    }
    return out;
  });
  fmt::print("{}", lines);
  return 0;
}

int show_journal(const Config& config, std::size_t last) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  auto database = open_state_file(*folder);
  auto entries = database.read([&](sql::Transaction& t) { return journal::journal_of(t).newest(last); });
  std::ranges::reverse(entries);
  for (const auto& entry : entries)
    fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", entry.number, to_iso(entry.at), entry.via,
               entry.who ? fmt::format("person:{}", entry.who.value) : "-", journal::present_verb(entry.verb),
               escaped(entry.subject));
  return 0;
}

int back_up(const Config& config, const std::string& to) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  const auto made = back_up(*folder, to, SystemClock().now());
  if (!made) return refused(made.error());
  const double kilobytes = static_cast<double>(made->bytes) / 1e3;
  if (kilobytes < 1000)
    std::printf("%s: %.0f kB\n", made->path.c_str(), kilobytes);
  else
    std::printf("%s: %.1f MB\n", made->path.c_str(), kilobytes / 1e3);
  return 0;
}

int restore(const Config& config, const std::string& from) {
  const auto folder = restore(from, config.data, config.state);
  if (!folder) return refused(folder.error());
  auto words = "--data " + folder->path;
  if (!config.state.database.empty()) {
    words += " --config " + config.file;
    fmt::print("{}\n", localize("状态已写进数据库 {}。", "The state is in the database {}.",
                                sql::name_of(config.state.database)));
  }
  fmt::print("{}\n", localize("已恢复到 {0}。启动：cunkou serve {1}\n"
                              "它现在只看不发：告警不告诉人，也不动设备。"
                              "确定以后就用它？先停下，再：cunkou activate {1}",
                              "Restored into {0}. Start it with: cunkou serve {1}\n"
                              "It is quiet: it sends no notifications and no commands. Is it the real one "
                              "from now on? Stop it, then: cunkou activate {1}",
                              folder->path, words));
  return 0;
}

int activate(const Config& config) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  if (!is_quiet(*folder)) {
    fmt::print("{}\n", localize("{} 已经启用着，什么也没改。", "{} is active already; nothing was changed.",
                                folder->path));
    return warn_of_quiet(config);
  }
  const auto lock = FolderLock::take(*folder);
  if (!lock) return refused(lock.error());
  auto database = open_state_file(*folder);
  const auto withdrawn = database.write([](sql::Transaction& t) -> Result<std::int64_t> {
    return notifications::delivery_store(t).withdraw_all(
        {"恢复备份时撤回", "withdrawn when the backup was restored"});
  });
  if (!withdrawn) return refused(withdrawn.error());
  end_quiet(*folder);
  fmt::print(
      "{}\n",
      localize(
          "已启用：{0} 上的服务器又会告诉人、动设备了。撤回了等着发的通知 {1} 条。",
          "Activated: a server on {0} sends notifications and commands again. {1} waiting notifications were "
          "withdrawn.",
          folder->path, *withdrawn));
  return warn_of_quiet(config);
}

}  // namespace cunkou::app
