import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { IconName } from '@/ui/icons'
import { useMe } from '@/features/session/session'

export interface Tab { path: string; icon: IconName; word: string }

const all = {
  home: { path: '/', icon: 'home', word: 'tabs.home' },
  greenhouse: { path: '/greenhouses', icon: 'greenhouse', word: 'tabs.greenhouse' },
  village: { path: '/village', icon: 'village', word: 'tabs.village' },
  alarms: { path: '/alarms', icon: 'alarm', word: 'tabs.alarms' },
  devices: { path: '/devices', icon: 'device', word: 'tabs.devices' },
  households: { path: '/households', icon: 'household', word: 'tabs.households' },
  people: { path: '/people', icon: 'people', word: 'tabs.people' },
  places: { path: '/places', icon: 'place', word: 'tabs.places' },
  channels: { path: '/channels', icon: 'channel', word: 'tabs.channels' },
  me: { path: '/me', icon: 'me', word: 'tabs.me' }
} satisfies Record<string, Tab>

/** Which doors a person has: four under the thumb, all of them at the side. */
export function useTabs() {
  const { may, overseer, grower } = useMe()
  const route = useRoute()
  const bottom = computed<Tab[]>(() => {
    if (!overseer.value) return [all.home, all.greenhouse, all.alarms, all.me]
    return [grower.value ? all.home : null, all.village, all.alarms, grower.value ? null : all.devices, all.me].filter(
      (tab): tab is (typeof all)['home'] => tab !== null
    )
  })
  const side = computed<Tab[]>(() => {
    const wishes: (Tab | false)[] = [
      (!overseer.value || grower.value) && all.home,
      !overseer.value && all.greenhouse,
      overseer.value && all.village,
      all.alarms,
      all.devices,
      overseer.value ? all.households : { ...all.households, word: 'households.mine' },
      (may.value.seePeople || may.value.invite) && all.people,
      overseer.value && all.places,
      overseer.value && may.value.invite && all.channels,
      all.me
    ]
    return wishes.filter((tab): tab is Tab => tab !== false)
  })
  /** What stands at the side but not under the thumb: My page leads there on a phone. */
  const more = computed(() => side.value.filter((tab) => !bottom.value.some((one) => one.path === tab.path)))
  const here = (path: string) => (path === '/' ? route.path === '/' : route.path.startsWith(path))
  return { bottom, side, more, here }
}
