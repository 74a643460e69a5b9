import { useI18n } from '@/lib/useI18n'
import { useRequest } from '@/lib/useRequest'
import { listCrops } from './api'

const { request, load } = useRequest(listCrops)

/** The crops and their stages, requested once. */
export function useCrops() {
  const { localized } = useI18n()
  if (request.value.state === 'idle') void load()
  const crops = () => request.value.value?.crops ?? []
  const find = (code: string | null) => crops().find((crop) => crop.code === code)
  return {
    request,
    load,
    crops,
    cropName: (code: string | null) => {
      const crop = find(code)
      return crop ? localized(crop.name) : ''
    },
    stageName: (code: string | null, stage: string | null) => {
      const found = find(code)?.stages.find((one) => one.code === stage)
      return found ? localized(found.name) : ''
    }
  }
}
