#pragma once
// Finds the server that runs on the data folder.

#include "app/data_folder.hpp"
#include "platform/http/local_request.hpp"

namespace cunkou::app {

Result<http::LocalServer> local_server(const Running&);

}  // namespace cunkou::app
