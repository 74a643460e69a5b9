#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "app/cli/commands.hpp"
#include "base/text.hpp"
#include "platform/sql/database.hpp"

namespace {

using namespace cunkou;
using namespace cunkou::app;

constexpr auto* version = "cunkou " CUNKOU_VERSION;

// Values of the command line; an absent option keeps the value of the file.
struct Given {
  std::string config, data, http, mqtt, definitions, web, log;
  bool quiet = false;
};

Result<Config> combined(const Given& given) {
  Config config;
  const auto file = given.config.empty() && given.data.empty() ? installed_config() : given.config;
  if (!file.empty()) {
    auto read = read_config(file, config);
    if (!read) return read;
    config = *read;
  }
  if (!given.data.empty()) config.data = given.data;
  if (!given.definitions.empty()) config.definitions = given.definitions;
  if (!given.web.empty()) config.web = given.web;
  if (!given.log.empty()) config.log_level = given.log;
  if (given.quiet) config.quiet = true;
  for (auto [text, endpoint] : {std::pair{&given.http, &config.http}, std::pair{&given.mqtt, &config.mqtt}}) {
    if (text->empty()) continue;
    CUNKOU_TRY_VALUE(parsed, parse_endpoint(*text));
    *endpoint = parsed;
  }
  if (config.data.empty())
    return invalid({"请用 --data 指明数据文件夹，或写在配置文件的 data: 里",
                    "say which data folder: --data DIR, or data: in the configuration (--config FILE; "
                    "/etc/cunkou/config.yaml where neither is given)"});
  return config;
}

// CLI::Range names no bounds of numbers that are readable, and takes NaN.
std::string refuse_speed(const std::string& given) {
  const auto speed = parse_number<double>(given);
  if (speed && *speed >= 0.001 && *speed <= 100'000) return "";
  return "\"" + given + "\" is not a speed from 0.001 to 100000";
}

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", version, "Print the version");
    app_.set_help_all_flag("--help-all", "Show the options of every command");
    app_.footer(
        "Without --config and --data, /etc/cunkou/config.yaml (or $CUNKOU_CONFIG) is read where it exists.");
    add_serving();
    add_places_and_people();
    add_devices();
    add_keeping();
  }

  int run(int argc, char** argv) {
    if (const auto word = unknown_command(argc, argv); !word.empty()) {
      refused(not_found(format_label("没有「{}」这个命令，cunkou --help 列出全部命令",
                                     "there is no command \"{}\": see cunkou --help", word)));
      return 2;
    }
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      return app_.exit(e) == 0 ? 0 : 2;
    }
    return chosen_();
  }

 private:
  // The first word that names no command where one is expected; CLI11 would say that a command is missing.
  std::string unknown_command(int argc, char** argv) {
    const CLI::App* at = &app_;
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const auto commands = at->get_subcommands([](const CLI::App*) { return true; });
      if (commands.empty() || word.starts_with('-')) return {};
      const auto found =
          std::ranges::find_if(commands, [&](const CLI::App* one) { return one->check_name(word); });
      if (found == commands.end()) return word;
      at = *found;
    }
    return {};
  }

  CLI::App* with_data(CLI::App* command) {
    command->add_option("--data", given_.data, "The data folder");
    command->add_option(
        "--config", given_.config,
        "YAML configuration; docs/operating/config.md lists the keys (default without --data: "
        "/etc/cunkou/config.yaml)");
    command->add_option("--definitions", given_.definitions,
                        "Folder of profiles, rules and crops (default: the installed one)");
    return command;
  }

  template <class F>
  void does(CLI::App* command, F run) {
    command->callback([this, run] {
      chosen_ = [this, run] {
        const auto config = combined(given_);
        return config ? run(*config) : refused(config.error());
      };
    });
  }

  void add_serving() {
    auto* serving = with_data(app_.add_subcommand("serve", "Run the server until SIGTERM or Ctrl-C"));
    serving->add_option("--http", given_.http,
                        "Address and port of the web app and API (default 127.0.0.1:8080)");
    serving->add_option("--mqtt", given_.mqtt,
                        "Address and port of the MQTT endpoint (default 127.0.0.1:1883)");
    serving->add_option("--web", given_.web, "Folder of the built web app (default: the installed one)");
    serving->add_option("--log", given_.log, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
    serving->add_flag("--quiet", given_.quiet,
                      "Send nothing: no notice to any channel, no command to any device");
    does(serving, [](const Config& c) { return serve(c); });

    auto* sample =
        with_data(app_.add_subcommand("sample", "Load the sample county with thirty days of history"));
    sample->add_option("--history-days", history_days_, "Days of history to write (default 30)")
        ->check(CLI::Range(0, 400));
    does(sample, [this](const Config& c) { return load_sample(c, history_days_); });
  }

  void add_places_and_people() {
    auto* place =
        app_.add_subcommand("place", "Places: counties, towns, villages, groups")->require_subcommand(1);
    auto* importing = with_data(
        place->add_subcommand("import",
                              "Import places from CSV: code,name,parent_code,latitude,longitude. Exit "
                              "code 1: rows were refused, listed with their lines; the others are "
                              "imported"));
    importing->add_option("file", file_, "The CSV file")->required()->check(CLI::ExistingFile);
    importing->add_flag("--preview", preview_, "Only show what would happen");
    does(importing, [this](const Config& c) { return import_places(c, file_, preview_); });
    does(with_data(place->add_subcommand("list", "List places: code, name")),
         [](const Config& c) { return list_places(c); });

    auto* person = app_.add_subcommand("person", "People and their roles")->require_subcommand(1);
    auto* inviting =
        with_data(person->add_subcommand("invite", "Make a one-time invitation and print its link"));
    inviting
        ->add_option("--role", invite_.role,
                     "operator, county, town, village, technician, farmer, family or worker")
        ->required();
    inviting->add_option("--place", invite_.place, "Code of the place, for the first five roles");
    inviting->add_option("--household", invite_.household, "Name or id of the household, for the others");
    inviting->add_option("--name", invite_.name, "Whom it is for, as a reminder");
    does(inviting, [this](const Config& c) { return invite_person(c, invite_); });
    auto* renewing =
        with_data(person->add_subcommand("password", "Set a new password for a person and print it once"));
    renewing->add_option("phone", phone_, "The person's phone number")->required();
    does(renewing, [this](const Config& c) { return renew_password(c, phone_); });
    auto* factor = with_data(person->add_subcommand(
        "second-factor", "Say whether sign-in asks a person for a code of an authenticator app"));
    factor->add_option("phone", phone_, "The person's phone number")->required();
    factor->add_flag("--off", off_, "Turn it off: the phone and the recovery codes are lost");
    does(factor, [this](const Config& c) { return second_factor(c, phone_, off_); });
  }

  void add_devices() {
    auto* device = app_.add_subcommand("device", "Devices and their tokens")->require_subcommand(1);
    auto* adding =
        with_data(device->add_subcommand("add", "Register a device; its token is the last line printed"));
    adding->add_option("name", device_.name, "Its name, e.g. 3号棚")->required();
    adding->add_option("--place", device_.place, "Code of its village or group")->required();
    adding->add_option("--profile", device_.profile, "greenhouse, any, … (definitions/profiles)")->required();
    adding->add_option("--household", device_.household, "Name or id of the household it belongs to");
    does(adding, [this](const Config& c) { return add_device(c, device_); });
    does(with_data(device->add_subcommand("list", "List devices: id, name, profile, place")),
         [](const Config& c) { return list_devices(c); });

    auto* replaying = app_.add_subcommand(
        "replay", "Publish a measured CSV file (stream,time,value) as a device would: MQTT, QoS 1");
    replaying->add_option("file", replay_.file, "The CSV file")->required()->check(CLI::ExistingFile);
    replaying->add_option("--mqtt", replay_.mqtt, "Address and port of the MQTT endpoint")->required();
    replaying->add_option("--token", replay_.token, "The device's token")->required();
    replaying
        ->add_option("--speed", replay_.speed,
                     "Times real time; without it as fast as the server acknowledges")
        ->check(refuse_speed, "0.001 to 100000");
    replaying->callback([this] { chosen_ = [this] { return replay(replay_); }; });

    auto* importing =
        with_data(app_.add_subcommand("import",
                                      "Import readings of one device from CSV: stream,time,value, or "
                                      "time and a column for each stream. Exit code 3: rows were refused, "
                                      "listed with their lines; the others are stored"));
    importing->add_option("file", file_, "The CSV file")->required()->check(CLI::ExistingFile);
    importing->add_option("--device", device_.name, "Name or id of the device")->required();
    does(importing, [this](const Config& c) { return import_readings(c, file_, device_.name); });
  }

  void add_keeping() {
    auto* journal = with_data(app_.add_subcommand(
        "journal", "Show who did what: number, time, way, person, verb, subject; oldest first"));
    journal->add_option("--last", entries_, "How many of the last entries (default 50)")
        ->check(CLI::Range(1, 100'000));
    does(journal, [this](const Config& c) { return show_journal(c, entries_); });

    auto* backing = with_data(app_.add_subcommand(
        "backup", "Copy everything into a new folder, or a file ending in .tar.zst, also while serving"));
    backing->add_option("to", file_, "The folder or file to make")->required();
    does(backing, [this](const Config& c) { return back_up(c, file_); });

    auto* restoring = with_data(app_.add_subcommand(
        "restore", "Put a backup into a new data folder, where a server is quiet until `activate`"));
    restoring->add_option("from", file_, "The folder or file that backup made")->required();
    does(restoring, [this](const Config& c) { return restore(c, file_); });
    does(with_data(app_.add_subcommand(
             "activate", "Make a restored county the real one: its server sends notices and commands again")),
         [](const Config& c) { return activate(c); });

    auto* migrating = with_data(app_.add_subcommand(
        "migrate-state", "Move the state to a PostgreSQL database, or back to a file, while no server runs"));
    migrating
        ->add_option("--to", move_.to,
                     "configured: the empty database that state: of the configuration names; "
                     "postgresql://user@host/database: "
                     "another; file: back to cunkou.db in the data folder")
        ->required();
    migrating->add_flag(
        "--with-readings", move_.with_readings,
        "With postgresql://…: move the readings of series.db into the database, too; with configured, "
        "series: state says so");
    does(migrating, [this](const Config& c) { return migrate_state(c, move_); });

    does(with_data(app_.add_subcommand("check", "Verify every chunk, index and the journal's chain")),
         [](const Config& c) { return check(c); });

    app_.add_subcommand("openapi", "Print the API description (OpenAPI 3.1)")->callback([this] {
      chosen_ = [] { return print_openapi(); };
    });
    app_.add_subcommand("version", "Print the version")->callback([this] {
      chosen_ = [] { return std::printf("%s\n", version) > 0 ? 0 : 1; };
    });
  }

  CLI::App app_{"Cunkou 村口: the entrance of a village, as software. One program, one data folder."};
  Given given_;
  std::string file_;
  bool preview_ = false;
  MigrateState move_;
  int history_days_ = 30;
  std::size_t entries_ = 50;
  InvitePerson invite_;
  std::string phone_;
  bool off_ = false;
  AddDevice device_;
  Replay replay_;
  std::function<int()> chosen_;
};

}  // namespace

int main(int argc, char** argv) {
  umask(0077);  // its files contain phone numbers and password hashes
  try {
    return CommandLine().run(argc, argv);
  } catch (const sql::Broken& broken) {
    return refused({Code::unavailable, broken.reason});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "cunkou: %s\n", e.what());
    return 1;
  }
}
