// The service worker: the built shell from the cache, answers from the network and, without one, the last seen.
const version = '__VERSION__'
const shell = ['__SHELL__']
const shellCache = `cunkou-shell-${version}`
const answerCache = 'cunkou-answers'
const answersKept = 200
const curvesKept = 60
const nearNow = 5 * 60_000
// So long one waits for the network when something is stored; and what answers when the server does not.
const patience = 4000
const noServer = [502, 503, 504]

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()))
})

// Pages that are open still ask for the parts of the shell before this one.
async function dropOldShells() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('cunkou-shell-') && name !== shellCache)
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)))
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

const apart = ['/v1.1', '/healthz', '/readyz', '/metrics', '/write']

self.addEventListener('fetch', (event) => {
  const request = event.request
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname === '/api/live' || url.pathname === '/api/about') return
  if (apart.some((path) => url.pathname === path || url.pathname.startsWith(`${path}/`))) return
  if (url.pathname.startsWith('/api/')) event.respondWith(networkFirst(event))
  else if (request.mode === 'navigate') event.respondWith(shellFirst(new Request('/'), request))
  else event.respondWith(shellFirst(request, request))
})

async function shellFirst(wanted, request) {
  const cache = await caches.open(shellCache)
  return (await cache.match(wanted)) ?? (await partOfOldShell(request)) ?? fetch(request)
}

// Only what is named after its content, never an old page.
async function partOfOldShell(request) {
  return new URL(request.url).pathname.startsWith('/assets/') ? caches.match(request) : undefined
}

// A cache that is deleted meanwhile takes nothing in any more: an answer on its way does not outlive a sign-out.
async function networkFirst(event) {
  const cache = await caches.open(answerCache)
  const key = storedKey(event.request.url)
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.status === 401) await caches.delete(answerCache)
    else if (answer.ok) await keep(cache, key, answer.clone()).catch(() => undefined)
    return answer
  })
  event.waitUntil(fresh.catch(() => undefined))
  const inTime = fresh.then((answer) => (noServer.includes(answer.status) ? null : answer), () => null)
  const answer = await Promise.race([inTime, new Promise((resolve) => setTimeout(resolve, patience, null))])
  return answer ?? (await cache.match(key)) ?? fresh.catch(() => Response.error())
}

// Of a curve up to now the last seen, whenever that was; of an earlier one that part of the past. Its page says from when
// to when the answer is.
function storedKey(address) {
  const url = new URL(address)
  const from = Date.parse(url.searchParams.get('from') ?? '')
  const to = Date.parse(url.searchParams.get('to') ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return url.href
  const length = to - from
  url.searchParams.delete('from')
  url.searchParams.delete('to')
  url.searchParams.set('minutes', String(Math.round(length / 60_000)))
  url.searchParams.set('part', to > Date.now() - nearNow ? 'last' : String(Math.round((2 * from) / length)))
  return url.href
}

const isPart = (request) => new URL(request.url).searchParams.has('part')

async function keep(cache, key, answer) {
  const headers = new Headers(answer.headers)
  headers.set('X-Stored-At', new Date().toISOString())
  await cache.put(key, new Response(await answer.blob(), { status: answer.status, headers }))
  const keys = await cache.keys()
  await dropFirst(cache, keys.filter(isPart), curvesKept)
  await dropFirst(cache, keys, answersKept)
}

const dropFirst = (cache, keys, kept) =>
  Promise.all(keys.slice(0, Math.max(0, keys.length - kept)).map((old) => cache.delete(old)))
