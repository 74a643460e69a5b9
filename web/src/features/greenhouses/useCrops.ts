import { listCrops } from './api'
import { useRequest } from '@/lib/useRequest'
import { useWords } from '@/lib/useI18n'

const { request, load } = useRequest(listCrops)

/** The crops and their stages, asked for once. */
export function useCrops() {
  const { both } = useWords()
  if (request.value.state === 'idle') void load()
  const crops = () => request.value.value?.crops ?? []
  const find = (code: string | null) => crops().find((crop) => crop.code === code)
  return {
    request,
    load,
    crops,
    cropName: (code: string | null) => {
      const crop = find(code)
      return crop ? both(crop.name) : ''
    },
    stageName: (code: string | null, stage: string | null) => {
      const found = find(code)?.stages.find((one) => one.code === stage)
      return found ? both(found.name) : ''
    }
  }
}
