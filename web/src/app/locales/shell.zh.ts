/** In one chunk: the common messages, those of the features on the home page, and the tabs of all features. */
import actuation from '@/features/actuation/locales/zh.json'
import alarms from '@/features/alarms/locales/zh.json'
import greenhouses from '@/features/greenhouses/locales/zh.json'
import rules from '@/features/rules/locales/zh.json'
import type { Messages } from '@/lib/i18n'
import common from '@/lib/locales/zh.json'
import app from './zh.json'

/** {path: its tabs} */
export const tabs = import.meta.glob<Messages>('../../features/*/locales/zh.json', { eager: true, import: 'default', query: '?tabs' })

export const messages: Messages = { ...common, ...app, actuation, alarms, greenhouses, rules }
