#pragma once
// The commands of `cunkou`, one function each. They print for people, return the exit code (0 done, 1
// refused, 2 usage error), and write refusals to stderr in the language of $LANG.

#include <string>

#include "app/config.hpp"

namespace cunkou::app {

int serve(Config);

int load_sample(const Config&, int history_days);

int import_places(const Config&, const std::string& file, bool preview);
int list_places(const Config&);

struct InvitePerson {
  std::string role, place, household, name;
};
int invite_person(const Config&, const InvitePerson&);

// Sets a new password, printed alone on the last line. Ends the person's sessions, also in the running
// server; warns if the server cannot be reached.
int renew_password(const Config&, const std::string& phone);
// Prints whether sign-in asks the person for a code; with `off` turns that off.
int second_factor(const Config&, const std::string& phone, bool off);

struct AddDevice {
  std::string name, place, profile, household;
};
int add_device(const Config&, const AddDevice&);  // prints the token alone on the last line
int list_devices(const Config&);

struct Replay {
  std::string file;
  std::string mqtt, token;
  double speed = 0;  // relative to real time; 0: as fast as acknowledged
};
int replay(const Replay&);

int import_readings(const Config&, const std::string& file, const std::string& device);

int show_journal(const Config&, std::size_t last);  // the last entries, oldest first, as lines with tabs

int back_up(const Config&, const std::string& to);
int restore(const Config&, const std::string& from);
// Ends the quiet mode of a restored county; waiting deliveries and commands are never sent. Changes nothing
// in a county that is not quiet.
int activate(const Config&);
int check(const Config&);
struct MigrateState {
  std::string
      to;  // "configured": the database of the configuration; another's address; "file": back into files
  bool with_readings = false;
};
// Refuses while a server runs. What was copied is kept, under another name where it was a file.
int migrate_state(const Config&, const MigrateState&);

int print_openapi();

// Prints the refusal; returns 1.
int refused(const Error&);

}  // namespace cunkou::app
