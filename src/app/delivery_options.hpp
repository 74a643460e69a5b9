#pragma once
// Options of the notification dispatcher from the configuration.

#include "app/config.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::app {

inline notifications::Deliverer::Options delivery_options(const Config& config) {
  notifications::Deliverer::Options options;
  options.http.allow_private = config.allow_private_webhooks;
  options.http.proxy_from_environment = config.proxy_from_environment;
  for (const auto& [name, bound] : config.programs)
    options.programs[name] = notifications::OperatorProgram{bound.argv, bound.timeout};
  return options;
}

}  // namespace cunkou::app
