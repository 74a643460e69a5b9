#pragma once
// Finds files in the operator's folder of definitions that nothing reads, such as those of an earlier
// version. Any thread. The sentences are for the log and name the file.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cunkou::app {

// A sentence for each YAML file in `folder` that is not among `read`, and for each file of profiles, crops
// and rules whose name does not end in .yaml. Of a renamed file it gives the present name.
std::vector<std::string> describe_unread(const std::filesystem::path& folder,
                                         const std::vector<std::string>& read);

// The sentence for the earlier file of a file that is missing; none if neither or the file itself is there.
std::optional<std::string> describe_earlier(const std::filesystem::path& folder, std::string_view present);

}  // namespace cunkou::app
