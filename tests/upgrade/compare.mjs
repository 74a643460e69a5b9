// Compares what an older version left with what today's program shows of it. Today's may say more, never less.

// Words of the API and of stored states that were renamed on purpose after an archive was made.
export const renamed = {
  // Old name of a JSON member -> its present name, used where the old one is absent.
  members: { stale: 'late', staleAfter: 'lateAfter', bandsOver: 'bandSpans', looked: 'evaluated', rung: 'escalationStep', daytime: 'period',
    greenhouses: 'things' },
  // Values that are exactly `from`, at a path that matches `at`. A row with a `schema` holds for a program whose schema of that
  // name lists the new word.
  values: [
    { from: 'lost', to: 'no_data', at: /\.(severity|minSeverity|state)$/, schema: 'Severity' },
    { from: 'greenhouses', to: 'household', at: /\.home$/ },
    { from: 'Nothing heard', to: 'No readings', at: /\.label\.en$/ },
    { from: 'Blind on a cold night', to: 'No temperature on a cold night', at: /\.label\.en$/ },
  ],
  // Names of rows in the table `state` of series.db.
  states: { house_clock: 'maintenance_clock' },
}

// Lists that may have grown at their end since the archive was made: the server goes on with open alarms and commands.
const growing = /\.(notices|changes)$/
// A delivery that waited is tried again, and a command that waited goes on.
const unfinished = { waiting: 'a delivery', requested: 'a command', sent: 'a command', acknowledged: 'a command', running: 'a command' }
const movesOn = new Set(['state', 'tries', 'error', 'reason', 'refused', 'quiet'])

// The rows of `renamed` that hold for the program of an API description.
export const renamedFor = ({ components: { schemas } }) =>
  ({ ...renamed, values: renamed.values.filter(({ to, schema }) => !schema || schemas[schema].enum.includes(to)) })

const presentWord = (value, path, words) => words.values.reduce((word, row) => (word === row.from && row.at.test(path) ? row.to : word), value)
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)

function goesOn(expected, member, path) {
  if (!movesOn.has(member) || !(expected.state in unfinished)) return false
  return /notices\[\d+\]$/.test(path) ? expected.state === 'waiting' : /commands|\.command$/.test(path)
}

// Gives the first differences as sentences; none: nothing is lost.
export function differences(expected, actual, path = '$', words = renamed) {
  if (Array.isArray(expected)) return listDifferences(expected, actual, path, words)
  if (isObject(expected)) return memberDifferences(expected, actual, path, words)
  const present = presentWord(expected, path, words)
  return Object.is(present, actual) ? [] : [`${path}: ${JSON.stringify(present)} was stored, ${JSON.stringify(actual)} is shown`]
}

function listDifferences(expected, actual, path, words) {
  if (!Array.isArray(actual)) return [`${path}: a list was stored, ${JSON.stringify(actual)} is shown`]
  if (growing.test(path) ? actual.length < expected.length : actual.length !== expected.length)
    return [`${path}: ${expected.length} elements were stored, ${actual.length} are shown`]
  return expected.flatMap((one, n) => differences(one, actual[n], `${path}[${n}]`, words))
}

function memberDifferences(expected, actual, path, words) {
  if (!isObject(actual)) return [`${path}: an object was stored, ${JSON.stringify(actual)} is shown`]
  return Object.entries(expected).flatMap(([member, value]) => {
    if (goesOn(expected, member, path)) return []
    const name = member in actual ? member : words.members[member] ?? member
    return name in actual ? differences(value, actual[name], `${path}.${name}`, words) : [`${path}.${name} is missing`]
  })
}
