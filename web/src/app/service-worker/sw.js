// The service worker: serves the app's files from its cache, and API answers from the network or else the last stored ones.
const version = '__VERSION__'
const shell = ['__SHELL__']
const shellCache = `cunkou-shell-${version}`
// Of this description of the API alone: an answer in other words would be misread.
const answerCache = 'cunkou-answers-__API__'
const answersMax = 200
const seriesMax = 60
const nearNowMs = 5 * 60_000
// How long to wait for the network before a stored answer is served.
const networkTimeoutMs = 4000
// The statuses of a gateway whose server does not answer.
const gatewayErrors = [502, 503, 504]

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([deleteOldShells(), deleteOldAnswers()]).then(() => self.clients.claim()))
})

// Keeps the previous shell: pages that are open still load its chunks.
async function deleteOldShells() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('cunkou-shell-') && name !== shellCache)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
}

async function deleteOldAnswers() {
  const old = (await caches.keys()).filter((name) => name.startsWith('cunkou-answers') && name !== answerCache)
  await Promise.all(old.map((name) => caches.delete(name)))
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(showPage(event.notification.data?.path ?? '/alarms'))
})

async function showPage(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = pages[0]
  if (!open) return self.clients.openWindow(path)
  await open.focus()
  return open.navigate(path)
}

// Paths of the server that are not pages of the app.
const serverPaths = ['/v1.1', '/healthz', '/readyz', '/metrics', '/write']

self.addEventListener('fetch', (event) => {
  const request = event.request
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname === '/api/live' || url.pathname === '/api/about') return
  if (serverPaths.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return
  if (url.pathname.startsWith('/api/')) event.respondWith(networkFirst(event))
  else if (request.mode === 'navigate') event.respondWith(shellFirst(new Request('/'), request))
  else event.respondWith(shellFirst(request, request))
})

async function shellFirst(wanted, request) {
  const cache = await caches.open(shellCache)
  return (await cache.match(wanted)) ?? (await chunkOfOldShell(request)) ?? fetch(request)
}

// Only files whose names contain their hash, never an old page.
async function chunkOfOldShell(request) {
  return new URL(request.url).pathname.startsWith('/assets/') ? caches.match(request) : undefined
}

// A deleted cache object stores nothing more: an answer that arrives after sign-out is not kept.
async function networkFirst(event) {
  const cache = await caches.open(answerCache)
  const key = storedKey(event.request.url)
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.status === 401) await caches.delete(answerCache)
    else if (answer.ok) await store(cache, key, answer.clone()).catch(() => undefined)
    return answer
  })
  event.waitUntil(fresh.catch(() => undefined))
  const inTime = fresh.then((answer) => (gatewayErrors.includes(answer.status) ? null : answer), () => null)
  const answer = await Promise.race([inTime, new Promise((resolve) => setTimeout(resolve, networkTimeoutMs, null))])
  return answer ?? (await cache.match(key)) ?? fresh.catch(() => Response.error())
}

// A series up to now is stored under its length, so that the last one is found at any time; an earlier one under its part of
// the past. The answer contains its own time range.
function storedKey(address) {
  const url = new URL(address)
  const from = Date.parse(url.searchParams.get('from') ?? '')
  const to = Date.parse(url.searchParams.get('to') ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return url.href
  const length = to - from
  url.searchParams.delete('from')
  url.searchParams.delete('to')
  url.searchParams.set('minutes', String(Math.round(length / 60_000)))
  url.searchParams.set('part', to > Date.now() - nearNowMs ? 'last' : String(Math.round((2 * from) / length)))
  return url.href
}

const isSeries = (request) => new URL(request.url).searchParams.has('part')

async function store(cache, key, answer) {
  const headers = new Headers(answer.headers)
  headers.set('X-Stored-At', new Date().toISOString())
  await cache.put(key, new Response(await answer.blob(), { status: answer.status, headers }))
  const keys = await cache.keys()
  await deleteFirst(cache, keys.filter(isSeries), seriesMax)
  await deleteFirst(cache, keys, answersMax)
}

const deleteFirst = (cache, keys, max) =>
  Promise.all(keys.slice(0, Math.max(0, keys.length - max)).map((old) => cache.delete(old)))
