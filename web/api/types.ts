/** What the server says and hears. Times are ISO 8601 in UTC unless a name says milliseconds. */
export type State = 'normal' | 'watch' | 'danger' | 'lost'
export type Severity = 'watch' | 'danger' | 'lost'
export type RoleCode =
  | 'operator' | 'county' | 'town' | 'village' | 'technician' | 'farmer' | 'family' | 'worker'
export type Language = 'zh' | 'en'

export interface Named { id: number; name: string }
export interface PlaceRef { code: string; name: string }
export interface Bilingual { zh: string; en: string }
export type Params = Record<string, string | number | boolean | null>
export interface Said { code: string; params: Params }

export interface Role { id: number; role: RoleCode; place: PlaceRef | null; household: Named | null }
export interface May {
  invite: boolean
  seePeople: boolean
  editPlaces: boolean
  addDevices: boolean
  operate: boolean
}
export interface Me {
  person: { id: number; name: string; phone: string }
  language: Language
  elderMode: boolean
  roles: Role[]
  may: May
  home: 'greenhouses' | 'village' | 'county'
  placeCode: string | null
}
export interface Session {
  id: number
  device: string
  address: string
  createdAt: string
  lastSeenAt: string
  current: boolean
}
export interface Invitation {
  role: RoleCode
  place: PlaceRef | null
  household: Named | null
  invitedBy: string
  expiresAt: string
}
export interface PendingInvitation {
  id: number
  role: RoleCode
  place: PlaceRef | null
  household: Named | null
  name: string | null
  createdAt: string
  expiresAt: string
}
export interface NewInvitation { id: number; code: string; url: string; role: RoleCode; expiresAt: string }
export interface About { version: string; sample: boolean; now: string }

export type PlaceLevel = 'county' | 'town' | 'village' | 'group'
export interface Place {
  id: number
  code: string
  name: string
  level: PlaceLevel
  parentCode: string | null
  latitude: number | null
  longitude: number | null
  greenhouses: number
}
export interface PlaceImport {
  add: number
  change: number
  same: number
  rows: { line: number; code: string; name: string; level: PlaceLevel; action: 'add' | 'change' | 'same' }[]
  bad: { line: number; text: string; reason: string }[]
}
export interface Person { id: number; name: string; phone: string; roles: Role[]; lastSeenAt: string | null }
export interface Member { roleId: number; personId: number; name: string; phone: string; role: RoleCode }
export interface Household {
  id: number
  name: string
  place: PlaceRef
  quietFrom: string | null
  quietTo: string | null
  greenhouses: number
  members: Member[]
}

export interface Latest { value: number; at: string; unit: string; ageSeconds: number; stale: boolean }
export interface Band { quantity: string; low: number | null; high: number | null }
export interface Spark {
  quantity: string
  from: string
  step: number
  mean: (number | null)[]
  low: number | null
  high: number | null
}
export interface AlarmBrief { id: number; code: string; severity: Severity; raisedAt: string; acknowledged: boolean }
export interface Card {
  id: number
  name: string
  place: PlaceRef
  household: Named | null
  crop: string | null
  stage: string | null
  state: State
  stateSince: string
  reason: Said | null
  advice: Said[]
  latest: Record<string, Latest | undefined>
  spark: Spark | null
  alarm: AlarmBrief | null
  vents: { name: string; position: number | null }[]
}
export interface Stream { id: number; quantity: string; unit: string; latest: Latest | null }
export type ActuatorKind = 'vent' | 'roller_shutter' | 'fan' | 'heater' | 'valve'
export interface Actuator {
  name: string
  kind: ActuatorKind
  position: number | null
  moving: 'opening' | 'closing' | null
  at: string | null
  manual: boolean
  connected: boolean
  command: Command | null
}
export interface Greenhouse extends Card {
  streams: Stream[]
  actuators: Actuator[]
  planting: { crop: string; stage: string; plantedAt: string | null } | null
  derived: { vpd: number | null; dewPoint: number | null }
  bands: Band[]
  /** Whether rules may move things by themselves. */
  automatic: boolean
  may: { command: boolean; acknowledge: boolean; settings: boolean; share: boolean; remove: boolean }
}
export interface Summary { count: number; min: number; max: number; mean: number }
export interface Series {
  quantity: string
  unit: string
  streamId: number
  at: number[]
  min: (number | null)[]
  max: (number | null)[]
  mean: (number | null)[]
  summary: Summary | null
}
export interface SeriesEvent {
  at: number
  kind: 'alarm' | 'command'
  id: number
  label: Said
  severity?: Severity
}
export interface SeriesAnswer {
  from: string
  to: string
  step: number
  series: Series[]
  nights: [number, number][]
  bands: Band[]
  events: SeriesEvent[]
}
export type CommandState =
  | 'requested' | 'sent' | 'acknowledged' | 'running' | 'confirmed' | 'done' | 'failed' | 'expired' | 'cancelled'
export type CommandAction = 'open' | 'close' | 'stop' | 'set'
export interface Command {
  id: number
  greenhouseId: number
  actuator: string
  action: CommandAction
  position: number | null
  state: CommandState
  by: { person: string | null; rule: string | null }
  why: string | null
  reason: string | null
  requestedAt: string
  expiresAt: string
  changes: { state: CommandState; at: string; why: string | null }[]
}
export interface RuleValues {
  threshold: number | null
  clear: number | null
  holdSeconds: number
  enabled: boolean
  severity: Severity
}
export interface Rule extends RuleValues {
  code: string
  quantity: string | null
  kind: string
  label?: Bilingual
  daytime: 'always' | 'day' | 'night' | 'morning' | 'afternoon' | 'evening' | 'late_night'
  source: string | null
  unit: string | null
  adjusted: boolean
  defaults: RuleValues
}
export interface Crop { code: string; name: Bilingual; stages: { code: string; name: Bilingual }[] }

export interface Notice {
  at: string
  channel: 'page' | 'webhook' | 'wecom' | 'command'
  to: string
  state: 'waiting' | 'sent' | 'failed'
  tries: number
  error: string | null
  rung: 'household' | 'technician' | 'village'
}
export interface Alarm {
  id: number
  code: string
  severity: Severity
  state: 'raised' | 'acknowledged' | 'cleared'
  greenhouse: Named
  place: PlaceRef
  params: Params
  raisedAt: string
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  note: string | null
  clearedAt: string | null
  looked: { quantity: string; value: number; at: string; ageSeconds: number }[]
  notices: Notice[]
}

export interface Profile {
  code: string
  name: Bilingual
  /** Takes whatever comes; not one of a greenhouse. */
  open: boolean
  quantities: { code: string; name: Bilingual; unit: string; min: number; max: number }[]
  actuators: { name: string; kind: ActuatorKind }[]
}
export interface Device {
  id: number
  name: string
  profile: string
  place: PlaceRef
  thing: Named
  connected: boolean
  lastReadingAt: string | null
  refused: number
  tokenValid: boolean
}
export interface DeviceStream {
  id: number
  name: string
  quantity: string | null
  unit: string
  latest: Latest | null
  count: number
}
export interface DeviceDetail extends Device {
  streams: DeviceStream[]
  counts: { added: number; equal: number; replaced: number; refused: number }
  refusals: { at: string; stream: string; reason: string; text: string }[]
}
export interface CsvImport {
  id: number
  state: 'running' | 'done' | 'failed'
  bytes: number
  bytesTotal: number
  added: number
  equal: number
  replaced: number
  refused: number
  refusals: { line: number; reason: string }[]
  error: string | null
}
export interface Channel {
  id: number
  kind: 'webhook' | 'wecom' | 'command'
  name: string
  target: string
  minSeverity: Severity
}

export interface ReadingEvent { greenhouseId: number; streamId: number; quantity: string; at: string; value: number }
export interface StateEvent { greenhouseId: number; state: State; since: string }
export interface ActuatorEvent {
  greenhouseId: number
  name: string
  position: number | null
  moving: 'opening' | 'closing' | null
  manual: boolean
  at: string
}
export interface DeviceEvent { id: number; connected: boolean }
