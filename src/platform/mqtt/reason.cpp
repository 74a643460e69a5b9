#include "platform/mqtt/reason.hpp"

namespace cunkou::mqtt {

Reason reason(Code code) {
  switch (code) {
    case Code::too_many:
    case Code::unavailable:
    case Code::internal:
      return Reason::server_unavailable;
    case Code::too_large:
      return Reason::identifier_rejected;
    default:
      return Reason::not_authorized;
  }
}

}  // namespace cunkou::mqtt
