#pragma once
// The state of the sample county: the places, households, people and greenhouses of definitions/sample.

#include <map>
#include <string>
#include <vector>

#include "app/definitions.hpp"
#include "base/ids.hpp"
#include "core/journal/act.hpp"
#include "platform/yaml/read.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::app {

struct SampleFiles {
  yaml::Node county;   // sample.yaml
  std::string places;  // text of county.csv
};
// Of the folder definitions/sample. Throws for a file that cannot be read.
SampleFiles read_sample_files(const std::string& folder);

struct SampleCounty {
  struct SignIn {
    std::string role, name, phone, password;
  };
  struct Greenhouse {
    int number = 0;  // from 1
    std::string name, token;
    std::map<std::string, StreamId> streams;  // by name
  };
  std::vector<SignIn> people;
  std::vector<Greenhouse> greenhouses;
};

// Adds the county to an empty database, with new passwords and tokens. Throws for faulty files.
SampleCounty add_sample_county(journal::Act&, sql::Transaction&, const SampleFiles&, const Definitions&);

}  // namespace cunkou::app
