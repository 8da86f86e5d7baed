/**
 * Volumes of a pod. Models ValidateVolumes of pkg/apis/core/validation. Not simulated: the checks of sources that only
 * exist with a cloud's or vendor's storage (their fields are taken as they are).
 */
import { duplicate, type FieldError, forbiddenField, required } from '../../../../api/status.ts'
import type { Volume } from '../../../../api/types.ts'
import { dnsLabel } from '../checks.ts'
import { volumeSources } from './volume-sources.ts'

type SourceCheck = (source: never, at: string) => FieldError[]

export type Volumes = ReadonlyMap<string, Volume>

/** The volumes that mounts may name are those without a finding. */
export function validateVolumes(volumes: readonly Volume[], path: string): { volumes: Volumes; errors: FieldError[] } {
  const valid = new Map<string, Volume>()
  const errors: FieldError[] = []
  for (const [i, volume] of volumes.entries()) {
    const at = `${path}[${i}]`
    const found = [
      ...validateSource(volume, at),
      ...(volume.name ? dnsLabel(`${at}.name`, volume.name) : [required(`${at}.name`)]),
      ...(valid.has(volume.name) ? [duplicate(`${at}.name`, volume.name)] : []),
    ]
    if (found.length === 0) valid.set(volume.name, volume)
    errors.push(...found)
  }
  return { volumes: valid, errors }
}

function validateSource(volume: Volume, at: string): FieldError[] {
  const only = onlySource(volume)
  return only ? (volumeSources[only] as SourceCheck)(volume[only] as never, `${at}.${only}`) : validateSources(volume, at)
}

/** What a volume has beside its name, if that is one source, as nearly always. */
function onlySource(volume: Volume): keyof Volume | undefined {
  let only: keyof Volume | undefined
  for (const key in volume) {
    if (key === 'name') continue
    const field = key as keyof Volume
    if (only !== undefined || !Object.hasOwn(volumeSources, field) || volume[field] === undefined || volume[field] === null) return undefined
    only = field
  }
  return only
}

function validateSources(volume: Volume, at: string): FieldError[] {
  const errors: FieldError[] = []
  let count = 0
  for (const [type, check] of Object.entries(volumeSources)) {
    const source = (volume as unknown as Record<string, unknown>)[type]
    if (source === undefined || source === null) continue
    if (count++ > 0) errors.push(forbiddenField(`${at}.${type}`, 'may not specify more than 1 volume type'))
    else errors.push(...check(source as never, `${at}.${type}`))
  }
  return count === 0 ? [required(at, 'must specify a volume type')] : errors
}
