// Words that were replaced. A row: what is not written any more, the present word, and the files in which the row holds; another
// capability may use the same word for something else.
const pages = /^(README|CHANGELOG|CONTRIBUTING)\.md$|^docs\/(architecture|glossary)\.md$|^docs\/(formats|operating)\//
// Everything that is neither C++ nor the web app's code: documents, scripts, YAML, SQL, messages and black-box tests.
const prose = joined(pages, /^bench\/.*\.mjs$|^dev$|^tools\/|^tests\/(?!tidy\/).*\.mjs$|^(src|definitions|tests\/scenarios|packaging)\/.*\.(yaml|sql|rights|def)$|^web\/src\/.*\.json$|^cmake\/|^CMakeLists\.txt$/)
const monitoring = /^src\/(sensing|app)\//
// C++ and the web app, comments included.
const written = /^(src|web\/src)\/.*\.(cpp|hpp|ts|vue)$/
const sources = /^(src|bench|tests\/fuzz)\/.*\.(cpp|hpp)$/
const unit_tests = /^src\/.*(_test\.cpp|\/testing\/.*\.hpp)$|^tests\/fuzz\/.*\.(cpp|hpp)$/
const web = /^web\/src\/.*\.(ts|vue)$/

function joined(...patterns) {
  return new RegExp(patterns.map(({ source }) => source).join('|'))
}

export const retired = [
  { word: /\banew\b/i, say: 'again', in: prose },
  { word: /\bin vain\b/i, say: 'without success, or what failed', in: prose },
  { word: /\bso that (none|nobody)\b/i, say: 'so no …', in: prose },
  { word: /\bwhoever\b/i, say: 'the person who, or a subject', in: prose },
  { word: /\b(is|are|was|be) told\b/i, say: 'is notified, gets, receives', in: prose },
  { word: /\b(is|are|was) said\b/i, say: 'is defined, is written', in: prose },
  { word: /\bhears?\b/i, say: 'receives, is notified', in: prose },
  { word: /\bways? in\b/i, say: 'ingest format, endpoint', in: prose },
  { word: /\blets? go\b/i, say: 'releases, disconnects', in: prose },
  { word: /\bladder\b/i, say: 'escalation policy', in: pages },
  { word: /\brungs?\b/i, say: 'escalation step', in: pages },
  { word: /\bnotices_in_vain\b/, say: 'cunkou_notifications_retrying', in: prose },
  { word: /\bcunkou live\b/, say: 'cunkou activate', in: pages },
  { word: /tests\/cases\b/, say: 'tests/scenarios', in: /^(docs|bench|tests|tools)\/(?!tidy\/)|^dev$/ },
  { word: /\b(Watch|Ears|Desk|Book)\b/, say: 'Monitor, MonitorListener, TransactionRunner, MonitorDefinitions', in: monitoring },
  { word: /\b(House|Slot|Seat)\b/, say: 'ThingRuntime, QuantityInput, RuleInstance', in: monitoring },
  { word: /\bVerdict\b/, say: 'ThingStatus', in: sources },
  { word: /\b(Ladder|Rung|Patience)\b/, say: 'EscalationPolicy, EscalationStep, RepeatPolicy', in: sources },
  { word: /\bControlRoom\b/, say: 'MonitorService', in: sources },
  { word: /\b(GreenhouseBook|SignInDesk|ImportDesk)\b/, say: 'GreenhouseDirectory, SignInService, ImportJobs', in: sources },
  { word: /\b(Courier|moot)\b/, say: 'NotificationDispatcher, obsolete_reason', in: sources },
  { word: /\b(waiting_room|mqtt_jobs|told_jobs)\b/, say: 'blocking_pool, mqtt_executor, feed_executor', in: sources },
  { word: /\b(Tries|SignInTries|known_device)\b/, say: 'RateLimiter, SignInThrottle, trusted-device cookie', in: sources },
  { word: /\b(Judgement|Aside|Tally)\b/, say: 'BatchValidator, Offload, IngestStats', in: sources },
  { word: /\bstd::function<void\((const )?Result<|\b(Done|Settle|Committed) [a-z]/, say: 'Completion (base/completion.hpp)', in: /^(src\/(?!base\/completion\.hpp)|bench\/|tests\/fuzz\/).*\.(cpp|hpp)$/ },
  { word: /\b(keep_house|squeeze)\b/, say: 'run_maintenance, compress', in: sources },
  { word: /\b(name_rule|test_door)\b/, say: 'parse_name, testing/memory_ingest', in: sources },
  { word: /\bLane\b/, say: 'ConcurrencyLimiter', in: sources },
  { word: /\bladder\b/, say: 'escalation policy', in: sources },
  { word: /\banew\b/i, say: 'again', in: written },
  { word: /\bin vain\b/i, say: 'without success, or what failed', in: written },
  { word: /\bwhoever\b/i, say: 'the person who, or a subject', in: written },
  { word: /\brungs?\b/i, say: 'escalation step', in: written },
  { word: /\bladder\b/i, say: 'escalation policy', in: written },
  { word: /\bcunkou live\b/, say: 'cunkou activate', in: written },
  { word: /(Severity|ThingStatus)::lost\b|'lost'\s*\?/, say: 'no_data', in: written },
  { word: /\b(useWay|WayBar|useTell|TellBar|useAsk|AskBox|useSoon)\b/, say: 'useNavigation, useToast, useConfirm, useThrottle', in: written },
  { word: /\b(saidNow|saidOnce|saidUnder|needsMe|underWay|liveLine)\b/, say: 'currentAdvice and the like', in: written },
  { word: /\bEventHub\b/, say: 'LiveHub', in: sources },
  { word: /\b(Standing|Looked)\b/, say: 'OpenAlarm, EvaluatedReading', in: monitoring },
  { word: /\b(control|notify)::|\b(api::Context|sql::Stores)\b/, say: 'the capability, e.g. monitor:: or notifications::', in: sources },
  { word: /\b(ways_in|WaysIn|OwnNumbers|PlacesAndPeople|EveryFormat)\b/, say: 'the unit, e.g. IngestRoutes or RuleRoutes', in: joined(written, prose) },
  { word: /\b(said|told|tells?|hears?|heard)\b/i, say: 'written, notified, receives', in: unit_tests },
  { word: /\b(house|look|stand|somebody|let_in)\(|\b(house|door)_?\b(?= =)/, say: 'greenhouse, get, add_person, admit', in: unit_tests },
  { word: /TEST\w*\(\w+, \w*(Said|Says|Told|Tells|Heard|Whatever|Anew|WhatA|WhatD|WhoMay)/, say: 'condition and outcome', in: unit_tests },
  { word: /\b(answer_(of|read|rpc|long_query)|(influx|good|read)_answer|entities_answered)\b|\bAnswerOf\b/, say: 'response (an answer is what a device gives to a command)', in: sources },
  { word: /\b(Circumstances|BandOver|bands_over|check_geometry|device_kind)\b/, say: 'Situation, BandSpan, check_coordinates, browser_of', in: written },
  { word: /TEST\w*\(\w+, \w*StepsOf/, say: 'Changes (a step is one of the escalation)', in: unit_tests },
  { word: /TEST\w*\(\w+, \w*Late[A-Z]|\w*LateReadings/, say: 'OutOfOrder, Historic (late is of the age)', in: /^src\/sensing\/(series|monitor)\// },
  { word: /\b(Nowhere|NotYours|NoneYet|NotLoaded)\b/, say: 'NotFoundPage, Forbidden, EmptyState, ChunkError', in: web },
  { word: /\b(Tell|Ask|Way)[A-Z]\w*/, say: 'toast, confirm, navigation', in: web },
  { word: /@\/(parts|state|words|look|worker)\//, say: 'ui, lib, locales, styles, service-worker', in: web },
  { word: /\bwish(es|ed)?\b|\b\w*Wish\b/, say: 'request, e.g. DeviceRequest', in: joined(written, prose) },
  { word: /\bgates?\b/i, say: 'authorization', in: joined(written, prose) },
  { word: /\b(hears?|heard)\b|\bis no more\b/i, say: 'receives, is notified, does not exist any more', in: written },
  { word: /\b(next_try|tries_kept)\b/, say: 'next_attempt, attempts_kept', in: written },
  { word: /\b(AlarmStep|CommandStep|alarm_steps|command_steps)\b/, say: 'AlarmChange, CommandChange and so on', in: /^src\/.*\.(cpp|hpp)$/ },
  { word: /\bSaid\b/, say: 'CodedMessage', in: joined(written, prose) },
  { word: /\b(Reading|State|Device|Actuator|Live)Events?\b/, say: 'ReadingUpdate and the like', in: joined(written, prose) },
  { word: /\boverdue_?\b/i, say: 'late (overdue is kept for deadlines)', in: /^src\/(sensing|app)\/|^web\/src\/features\/(?!affairs)/ },
  { word: /\b[Hh]and[ _]switch\b/, say: 'manual switch', in: joined(written, /^(src|definitions)\/.*\.yaml$|^web\/src\/.*\.json$|^docs\/(glossary|architecture)\.md$/) },
  { word: /\bstruct Says\b|\bjudge\(/, say: 'RouteDescription, check', in: sources },
  { word: /\bsamples?\b|\bsample_of\b/i, say: 'reading (sample is the sample county)', in: /^src\/sensing\/.*\.(cpp|hpp)$/ },
  { word: /\bcunkou_alarms_lost\b/, say: 'cunkou_alarms_open{severity="no_data"}', in: joined(written, prose) },
]
