/** In one chunk: the common messages, those of the features on the home page, and the tabs of all features. */
import actuation from '@/features/actuation/locales/en.json'
import alarms from '@/features/alarms/locales/en.json'
import greenhouses from '@/features/greenhouses/locales/en.json'
import rules from '@/features/rules/locales/en.json'
import type { Messages } from '@/lib/i18n'
import common from '@/lib/locales/en.json'
import app from './en.json'

/** {path: its tabs} */
export const tabs = import.meta.glob<Messages>('../../features/*/locales/en.json', { eager: true, import: 'default', query: '?tabs' })

export const messages: Messages = { ...common, ...app, actuation, alarms, greenhouses, rules }
