#pragma once
// Interface of people to a database, by noun; implemented in sql/people_sql.cpp. An instance belongs to one
// transaction and one thread. A verb takes the stores that it uses.

#include "core/people/household_store.hpp"
#include "core/people/invitation_store.hpp"
#include "core/people/person_session_store.hpp"
#include "core/people/person_store.hpp"
#include "core/people/role_store.hpp"
#include "core/people/second_factor_store.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::people {

class PeopleStore : public PersonStore,
                    public RoleStore,
                    public HouseholdStore,
                    public PersonSessionStore,
                    public InvitationStore,
                    public SecondFactorStore {};

PeopleStore& people_store(sql::Transaction&);

}  // namespace cunkou::people
