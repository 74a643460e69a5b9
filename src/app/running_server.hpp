#pragma once
// Where the commands reach the server that runs on their data folder.

#include "app/data_folder.hpp"
#include "platform/http/local_request.hpp"

namespace cunkou::app {

Result<http::LocalServer> local_server(const Running&);

}  // namespace cunkou::app
