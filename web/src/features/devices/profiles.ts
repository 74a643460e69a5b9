import type { Device, Profiles } from '@/lib/types'

type Profile = Profiles['profiles'][number]

export const profileOf = (device: Pick<Device, 'profile'>, profiles: Profile[]): Profile | undefined =>
  profiles.find((one) => one.code === device.profile)

/** An open profile takes any quantity and belongs to no greenhouse. */
export const isOfGreenhouse = (profile: Profile | undefined): boolean => profile?.open === false

/** The profile's own name of a quantity: outside a greenhouse air_temperature is not that of one. */
export const quantityLabel = (profile: Profile | undefined, code: string | null) =>
  profile?.open ? (profile.quantities.find((one) => one.code === code)?.name ?? null) : null
