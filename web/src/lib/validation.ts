import { Refusal } from './client'
import { dateField } from './time'

/** A refusal of one field, made before anything is sent. */
export const fieldRefusal = (field: string, reason: string) => new Refusal('invalid', '', { [field]: reason })

/** `day` is the value of a date field; empty means none. */
export const isFutureDay = (day: string, now: number): boolean => day !== '' && day > dateField(now)
