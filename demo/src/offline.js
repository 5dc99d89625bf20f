/** The service worker: keeps the files of this version of the page and answers from them. The build fills in the two names. */
const CACHE = 'lenet1989-__VERSION__'
const files = __FILES__

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE)
    await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })))
    await self.skipWaiting()
  }
  event.waitUntil(keep())
})

self.addEventListener('activate', (event) => {
  const clean = async () => {
    const names = await caches.keys()
    await Promise.all(
      names
        .filter((name) => name.startsWith('lenet1989-') && name !== CACHE)
        .map((name) => caches.delete(name)),
    )
    await self.clients.claim()
  }
  event.waitUntil(clean())
})

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return
  const answer = async () => {
    const cache = await caches.open(CACHE)
    // the page itself: the newest, if there is a network
    if (event.request.mode === 'navigate') {
      return fetch(event.request).catch(() => cache.match('./'))
    }
    return (await cache.match(event.request)) ?? fetch(event.request)
  }
  event.respondWith(answer())
})
