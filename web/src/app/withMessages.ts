import type { RouteComponent, RouteRecordRaw } from 'vue-router'

type LazyPage = () => Promise<RouteComponent>

/**
 * The routes of all features. A lazy page loads together with the messages of its feature and of those that it names in
 * `meta.uses`; when either does not load, the navigation fails.
 */
export function withMessages(
  files: Record<string, RouteRecordRaw[]>, requireMessages: (features: string[]) => Promise<void>
): RouteRecordRaw[] {
  return Object.entries(files).flatMap(([path, routes]) => {
    const feature = path.match(/features\/(\w+)\//)![1]!
    return routes.map((route) => {
      if (typeof route.component !== 'function') return route
      const load = route.component as LazyPage
      const features = [feature, ...(route.meta?.uses ?? [])]
      const component = () => Promise.all([load(), requireMessages(features)]).then(([page]) => page)
      return { ...route, component } as RouteRecordRaw
    })
  })
}
