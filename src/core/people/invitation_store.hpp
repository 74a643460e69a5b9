#pragma once
// Persistence interface for invitations. See people_store.hpp for what all stores share.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/people/person.hpp"

namespace cunkou::people {

class InvitationStore {
 public:
  virtual ~InvitationStore() = default;
  virtual std::optional<Invitation> invitation(InvitationId) = 0;
  virtual std::optional<Invitation> invitation_by_hash(std::string_view code_hash) = 0;
  virtual std::vector<Invitation> open_invitations(Instant now) = 0;  // newest first
  virtual InvitationId add_invitation(const Invitation&) = 0;
  virtual void end_invitation(InvitationId, Instant, PersonId accepted_by) = 0;  // 0: withdrawn
};

}  // namespace cunkou::people
