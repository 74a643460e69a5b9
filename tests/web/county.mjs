// The sample county in a browser: the real program, its simulator and Debian's Chromium. With CUNKOU_URL and
// CUNKOU_SIGN_IN (the sign-in.json that `cunkou sample` writes) the tests use a running county instead.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createGateway } from 'node:http'
import { createRequire } from 'node:module'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

import { Server, command, freePort, root } from '../server.mjs'

const require = createRequire(join(root, 'web/package.json'))
const { chromium } = require('playwright-core')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const simulator = process.env.CUNKOU_SIMULATOR ?? join(root, 'build/release/cunkou-simulator')

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1440, height: 900 }
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync']

export class County {
  static async open({ historyDays = 2 } = {}) {
    const county = new County()
    if (process.env.CUNKOU_URL) {
      county.address = process.env.CUNKOU_URL
      county.people = JSON.parse(readFileSync(process.env.CUNKOU_SIGN_IN, 'utf8'))
    } else {
      await county.startOwn(historyDays)
    }
    await county.startBrowser()
    return county
  }

  // A server that the test has started, and the accounts on it: {name: {phone, password}}.
  static async around(server, people) {
    const county = Object.assign(new County(), { server, people, address: server.url('') })
    await county.startBrowser()
    return county
  }

  async startBrowser() {
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet })
  }

  async startOwn(historyDays) {
    this.server = new Server()
    await command('sample', '--data', this.server.data, '--history-days', String(historyDays))
    await this.server.start()
    this.address = this.server.url('')
    this.people = JSON.parse(readFileSync(join(this.server.data, 'sample/sign-in.json'), 'utf8'))
    this.devices = spawn(simulator, ['--tokens', join(this.server.data, 'sample/tokens'),
      '--mqtt', `127.0.0.1:${this.server.mqttPort}`, '--interval', '1', '--hands-off'], { stdio: 'ignore' })
  }

  async close() {
    await this.browser?.close()
    this.devices?.kill('SIGTERM')
    await this.server?.remove()
  }

  // A page in its own browser context; page.consoleErrors collects the errors of its console.
  async page(options = {}) {
    const context = await this.browser.newContext({
      baseURL: this.address, viewport: phone, locale: 'zh-CN', timezoneId: 'America/New_York', serviceWorkers: 'block', ...options,
    })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    page.consoleErrors = []
    page.on('pageerror', (error) => page.consoleErrors.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') page.consoleErrors.push(`${message.text()} ${message.location().url}`)
    })
    return page
  }

  // A page that is signed in without the sign-in form; `settings` is {language, elderMode}.
  async pageOf(who, options = {}, settings = {}) {
    const page = await this.page(options)
    const { phone: number, password } = this.people[who]
    await this.request(page, 'POST', '/api/session', { phone: number, password })
    await this.request(page, 'PATCH', '/api/me', { language: 'zh', elderMode: false, ...settings })
    return page
  }

  async request(page, method, path, data) {
    const answer = await page.context().request.fetch(path, { method, data })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    const text = await answer.text()
    return text && JSON.parse(text)
  }

  // Raises a danger whatever the weather and the hour, until clearDanger(): soil is never that wet.
  raiseDanger(page, greenhouse) {
    const setting = { enabled: true, threshold: 99, clear: 99.5, holdSeconds: 0, severity: 'danger' }
    return this.request(page, 'PUT', `/api/greenhouses/${greenhouse}/rules/soil_dry`, setting)
  }

  // The id of the farmer's first greenhouse.
  async firstGreenhouse() {
    const page = await this.pageOf('farmer')
    const { greenhouses } = await this.request(page, 'GET', '/api/greenhouses')
    await page.context().close()
    return greenhouses[0].id
  }

  clearDanger(page, greenhouse) {
    return this.request(page, 'DELETE', `/api/greenhouses/${greenhouse}/rules/soil_dry`)
  }
}

// A TCP proxy in front of the server, to interrupt the connection.
export class TcpProxy {
  sockets = new Set()

  static async to(address) {
    const proxy = new TcpProxy()
    proxy.target = new URL(address)
    proxy.port = await freePort()
    proxy.address = `http://127.0.0.1:${proxy.port}`
    await proxy.restore()
    return proxy
  }

  restore() {
    this.listener = createServer((client) => {
      const server = connect(Number(this.target.port), this.target.hostname)
      for (const socket of [client, server]) {
        this.sockets.add(socket)
        socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket))
      }
      client.pipe(server).pipe(client)
    })
    return new Promise((done) => this.listener.unref().listen(this.port, '127.0.0.1', done))
  }

  async cut() {
    const closed = new Promise((done) => this.listener.close(done))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  // Accepts connections and never answers.
  async hang() {
    await this.cut()
    this.listener = createServer((client) => {
      this.sockets.add(client)
      client.resume().on('error', () => client.destroy()).on('close', () => this.sockets.delete(client))
    })
    await new Promise((done) => this.listener.unref().listen(this.port, '127.0.0.1', done))
  }

  // Answers as a gateway whose server is down.
  async answerBadGateway() {
    await this.cut()
    this.listener = createGateway((_request, answer) => answer.writeHead(502).end('<html>Bad Gateway'))
    this.listener.on('connection', (client) => this.sockets.add(client.on('close', () => this.sockets.delete(client))))
    await new Promise((done) => this.listener.unref().listen(this.port, '127.0.0.1', done))
  }
}

// Waits until the page has loaded and no skeleton is left.
export async function settled(page) {
  await page.locator('#main > *').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity))
}

// Live updates would overwrite the answers that a test changes.
export const withoutLive = (page) => page.route('**/api/live*', () => undefined)

// Opens the home page, and again under the service worker, which then has its answers.
export async function openUnderServiceWorker(page) {
  await page.goto('/')
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.reload()
  await settled(page)
}

// The violations that axe finds, one line for each element.
export async function findings(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`))
}
