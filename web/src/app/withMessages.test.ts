// @vitest-environment node
import { describe, expect, it } from 'vitest'
import type { RouteComponent, RouteRecordRaw } from 'vue-router'
import { withMessages } from './withMessages'

describe('the routes of a feature', () => {
  const page: RouteComponent = {}
  const load = async (route: RouteRecordRaw) => (route.component as () => Promise<RouteComponent>)()
  const routes = (required: (features: string[]) => Promise<void>, uses?: string[]) =>
    withMessages({ '../features/demo/routes.ts': [{ path: '/demo', component: () => Promise.resolve(page), meta: { title: 'demo.title', uses } }] }, required)

  it('load a page with the messages of its feature and of those that it uses', async () => {
    const required: string[][] = []
    const [route] = routes(async (features) => void required.push(features), ['places'])
    expect(await load(route!)).toBe(page)
    expect(required).toEqual([['demo', 'places']])
  })

  it('fail to load a page whose messages do not load', async () => {
    const [route] = routes(() => Promise.reject(new Error('unreachable')))
    await expect(load(route!)).rejects.toThrow('unreachable')
  })

  it('keep a page that is part of the first load', () => {
    const home: RouteRecordRaw = { path: '/', component: page, meta: { title: 'demo.title' } }
    expect(withMessages({ '../features/demo/routes.ts': [home] }, () => Promise.resolve())).toEqual([home])
  })
})
