/** The scale of a custom resource: where its numbers stand is written in its definition. Models apiextensions-apiserver pkg/registry/customresource/{etcd,validator}.go. */
import type { AnyObject } from '../../../api/object.ts'
import { type FieldError, invalidValue } from '../../../api/status.ts'
import type { CustomResourceSubresourceScale } from '../../../api/types.ts'
import type { ResourceDefinition } from '../resource.ts'
import { isObject, type JsonObject } from './schema/schema.ts'

const most = 2147483647

const keysOf = (path: string): string[] => path.replace(/^\./, '').split('.')

function valueAt(object: AnyObject, path: string): unknown {
  return keysOf(path).reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), object)
}

function setAt(object: AnyObject, path: string, value: unknown): void {
  const keys = keysOf(path)
  const last = keys.pop() as string
  let place: JsonObject = object
  for (const key of keys) {
    if (!isObject(place[key])) place[key] = {}
    place = place[key] as JsonObject
  }
  place[last] = value
}

const numberAt = (object: AnyObject, path: string): number | undefined => {
  const value = valueAt(object, path)
  return typeof value === 'number' ? value : undefined
}

export function customScale({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath,
}: CustomResourceSubresourceScale): NonNullable<ResourceDefinition['scale']> {
  return {
    path: specReplicasPath,
    get(object) {
      const replicas = numberAt(object, specReplicasPath)
      const selector = labelSelectorPath ? valueAt(object, labelSelectorPath) : undefined
      return {
        ...(replicas === undefined ? {} : { replicas }),
        statusReplicas: numberAt(object, statusReplicasPath) ?? 0,
        ...(typeof selector === 'string' ? { selector } : {}),
      }
    },
    set: (object, replicas) => setAt(object, specReplicasPath, replicas),
  }
}

/** What the paths of a scale lead to, in the spec too unless only the status is looked at. */
export function validateScale(object: AnyObject, scale: CustomResourceSubresourceScale | undefined, statusOnly: boolean): FieldError[] {
  if (!scale) return []
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const selector = labelSelectorPath ? valueAt(object, labelSelectorPath) : undefined
  return [
    ...(statusOnly ? [] : validateReplicas(object, specReplicasPath)),
    ...validateReplicas(object, statusReplicasPath),
    ...(labelSelectorPath && selector !== undefined && typeof selector !== 'string'
      ? [
          invalidValue(
            labelSelectorPath,
            '',
            `${labelSelectorPath} accessor error: ${JSON.stringify(selector)} is of the type ${goType(selector)}, expected string`,
          ),
        ]
      : []),
  ]
}

function validateReplicas(object: AnyObject, path: string): FieldError[] {
  const value = valueAt(object, path)
  if (value === undefined) return []
  if (typeof value !== 'number' || !Number.isInteger(value))
    return [
      invalidValue(
        path,
        0,
        `${path} accessor error: ${typeof value === 'string' ? value : JSON.stringify(value)} is of the type ${goType(value)}, expected int64`,
      ),
    ]
  if (value < 0) return [invalidValue(path, value, 'should be a non-negative integer')]
  return value > most ? [invalidValue(path, value, `should be less than or equal to ${most}`)] : []
}

function goType(value: unknown): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  return { string: 'string', boolean: 'bool', number: 'float64' }[typeof value as string] ?? 'map[string]interface {}'
}
