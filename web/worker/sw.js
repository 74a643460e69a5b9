// The service worker: the built shell from the cache, answers from the network and, without one, the last seen.
const version = '__VERSION__'
const shell = ['__SHELL__']
const shellCache = `cunkou-shell-${version}`
const answerCache = 'cunkou-answers'
const answersKept = 200

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(shellCache).then((cache) => cache.addAll(shell)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()))
})

async function dropOldShells() {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith('cunkou-shell-') && name !== shellCache)
  await Promise.all(old.map((name) => caches.delete(name)))
}

// Sign-out waits for the answer, so that nobody reads the last person's pages.
self.addEventListener('message', (event) => {
  if (event.data !== 'forget') return
  event.waitUntil(caches.delete(answerCache).then(() => event.ports[0]?.postMessage('forgotten')))
})

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
  if (url.pathname.startsWith('/api/')) event.respondWith(networkFirst(request))
  else if (request.mode === 'navigate') event.respondWith(shellFirst(new Request('/'), request))
  else event.respondWith(shellFirst(request, request))
})

async function shellFirst(wanted, request) {
  const cache = await caches.open(shellCache)
  return (await cache.match(wanted)) ?? fetch(request)
}

async function networkFirst(request) {
  const cache = await caches.open(answerCache)
  const key = storedKey(request.url)
  let answer
  try {
    answer = await fetch(request)
  } catch {
    return (await cache.match(key)) ?? Response.error()
  }
  if (answer.status === 401) await caches.delete(answerCache)
  else if (answer.ok) await keep(cache, key, answer.clone())
  return answer
}

// A curve is asked for with exact times; its last seen copy stands under the greenhouse and the length of the span.
function storedKey(address) {
  const url = new URL(address)
  const from = url.searchParams.get('from')
  const to = url.searchParams.get('to')
  if (from === null || to === null) return url.href
  const hours = Math.round((Date.parse(to) - Date.parse(from)) / 3600000)
  url.searchParams.delete('from')
  url.searchParams.delete('to')
  url.searchParams.set('hours', String(hours))
  return url.href
}

async function keep(cache, key, answer) {
  const headers = new Headers(answer.headers)
  headers.set('X-Stored-At', new Date().toISOString())
  await cache.put(key, new Response(await answer.blob(), { status: answer.status, headers }))
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, Math.max(0, keys.length - answersKept)).map((old) => cache.delete(old)))
}
