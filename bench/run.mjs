import { cpus, totalmem } from 'node:os'

import { bulk } from './bulk.mjs'
import { cleanUp } from './clean_up.mjs'
import { live } from './live.mjs'
import { memory } from './memory.mjs'
import { mqtt } from './mqtt.mjs'
import { ready } from './ready.mjs'
import { missed, print } from './report.mjs'

const benches = { bulk, mqtt, live, memory, ready }
const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in benches))
if (unknown.length) {
  console.error(`There is no benchmark "${unknown[0]}". These are: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    cleanUp()
    process.exit(130)
  })
}
process.on('exit', cleanUp)

print(`${cpus().length} cores (${cpus()[0].model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory`)
for (const name of names.length ? names : Object.keys(benches)) await benches[name]()
print(missed.length ? `\nmissed: ${missed.join('; ')}` : '\nevery target met')
process.exit(missed.length ? 1 : 0)
