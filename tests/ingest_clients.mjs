// A client for every ingest format, third-party where one exists. A client takes readings {time, text}, the time in ms and the
// value as written, and resolves when the server has answered.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

import mqtt from 'mqtt'

import { command, until } from './server.mjs'

const execute = promisify(execFile)
const iso = (ms) => new Date(ms).toISOString()

export async function connected(server, token, options = {}) {
  const client = mqtt.connect(server.mqttUrl, { username: token, reconnectPeriod: 0, ...options })
  await new Promise((done, failed) => {
    client.once('connect', done)
    client.once('error', failed)
    client.once('close', () => failed(new Error('the connection was closed')))
  })
  return client
}

async function published(server, token, topic, payloads) {
  const client = await connected(server, token)
  try {
    for (const payload of payloads) await client.publishAsync(topic, payload, { qos: 1 })
  } finally {
    await client.endAsync()
  }
}

const telemetry = 'v1/devices/me/telemetry'
const stamped = (name, { time, text }) => `{"ts":${time},"values":{"${name}":${text}}}`
const observation = ({ time, text }) => `{"phenomenonTime":"${iso(time)}","result":${text}}`
const line = (name, { time, text }) => `${name} value=${text} ${time}`

// HTTP clients resolve to {status, body}. SensorThings and line protocol report refused readings by their status,
// ThingsBoard's protocol does not.
export function ingestFormats(server, token, name, stream) {
  const http = async (path, body, headers) => {
    const answer = await server.post(path, token, body, headers)
    return { status: answer.status, body: await answer.text() }
  }
  const lines = (readings) => readings.map((one) => line(name, one)).join('\n')
  return {
    'MQTT telemetry, one object a message': (readings) =>
      published(server, token, telemetry, readings.map((one) => stamped(name, one))),
    'MQTT telemetry, a list': (readings) =>
      published(server, token, telemetry, [`[${readings.map((one) => stamped(name, one)).join(',')}]`]),
    'mosquitto_pub': async (readings) => {
      for (const one of readings) {
        await execute('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(server.mqttPort), '-u', token, '-q', '1',
          '-t', telemetry, '-m', stamped(name, one)])
      }
    },
    'MQTT SensorThings': (readings) =>
      published(server, token, `v1.1/Datastreams(${stream})/Observations`, readings.map(observation)),
    'HTTP telemetry': (readings) =>
      http(`/api/v1/${token}/telemetry`, `[${readings.map((one) => stamped(name, one)).join(',')}]`, { authorization: '' }),
    'SensorThings POST': async (readings) => {
      let last
      for (const one of readings) last = await http(`/v1.1/Datastreams(${stream})/Observations`, observation(one))
      return last
    },
    'SensorThings CreateObservations': (readings) =>
      http('/v1.1/CreateObservations', `[{"Datastream":{"@iot.id":${stream}},"components":["phenomenonTime","result"],` +
        `"dataArray":[${readings.map((one) => `["${iso(one.time)}",${one.text}]`).join(',')}]}]`),
    'line protocol': (readings) => http('/api/v2/write?precision=ms', lines(readings), { 'content-type': 'text/plain' }),
    'line protocol, gzip': (readings) =>
      http('/write?precision=ms', gzipSync(lines(readings)), { 'content-type': 'text/plain', 'content-encoding': 'gzip' }),
    'curl, line protocol': async (readings) => {
      const { stdout } = await execute('curl', ['-sS', '-w', '\n%{http_code}', '-H', `Authorization: Token ${token}`,
        '--data-binary', lines(readings), server.url('/api/v2/write?precision=ms')])
      return { status: Number(stdout.split('\n').at(-1)), body: stdout }
    },
  }
}

const csv = (name, readings) =>
  'stream,time_utc,value\n' + readings.map(({ time, text }) => `${name},${iso(time)},${text}\n`).join('')

// As the device's page does it: upload the file, then poll the import.
export async function importOnThePage(server, cookie, deviceId, name, readings) {
  const { id } = await server.app(cookie, 'POST', `/api/devices/${deviceId}/import`, csv(name, readings), 'text/csv')
  return until('the import to end', async () => {
    const report = await server.app(cookie, 'GET', `/api/imports/${id}`)
    return report.state !== 'running' && report
  })
}

// Needs the server stopped: the command opens the data folder itself.
export async function importCsv(server, device, name, readings) {
  const file = join(server.data, 'import.csv')
  writeFileSync(file, csv(name, readings))
  // Exit code 3: some rows were refused.
  return command('import', file, '--device', device, '--data', server.data).catch((error) => {
    if (error.code !== 3) throw error
    return error.stdout
  })
}
