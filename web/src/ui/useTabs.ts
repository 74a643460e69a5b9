import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { IconName } from './icons'
import { useAccess, type Access } from '@/lib/access'

declare module 'vue-router' {
  interface RouteMeta {
    /** The message key of the page's title. */
    title: string
    /** Reachable without an account. */
    open?: boolean
    /** The features whose messages the page needs beside its own. */
    uses?: string[]
    tab?: TabMeta
  }
}

/** A navigation tab, declared in the meta of its route. */
export interface TabMeta {
  icon: IconName
  /** Message key under `tabs` of the feature: those are loaded with the shell. */
  label: string | ((access: Access) => string)
  order: number
  /** Shown in the side bar and on the account page. Default: always. */
  visible?: (access: Access) => boolean
  /** Shown in the phone's bottom bar as well, which has room for four. Default: never. */
  bottom?: (access: Access) => boolean
}

export interface Tab { path: string; icon: IconName; label: string }

/** The tabs of the signed-in person: up to four at the bottom, all of them at the side. */
export function useTabs() {
  const { access } = useAccess()
  const route = useRoute()
  const declared = useRouter().getRoutes()
    .flatMap(({ path, meta: { tab } }) => (tab ? [{ path, tab }] : []))
    .sort((a, b) => a.tab.order - b.tab.order)
  const select = (shown: (tab: TabMeta) => boolean) =>
    declared.filter(({ tab }) => shown(tab)).map(({ path, tab: { icon, label } }): Tab => ({
      path, icon, label: typeof label === 'string' ? label : label(access.value)
    }))
  const side = computed(() => select(({ visible }) => visible?.(access.value) ?? true))
  const bottom = computed(() => select(({ bottom: shown }) => shown?.(access.value) ?? false))
  /** At the side but not at the bottom: the account page links to these on a phone. */
  const more = computed(() => side.value.filter((tab) => !bottom.value.some((one) => one.path === tab.path)))
  const isCurrent = (path: string) => (path === '/' ? route.path === '/' : route.path.startsWith(path))
  return { bottom, side, more, isCurrent }
}
