/** Models ValidateConfigMap of pkg/apis/core/validation. */
import { type FieldError, forbiddenField, invalidValue, tooLong } from '../../../../api/status.ts'
import type { ConfigMap } from '../../../../api/types.ts'
import { byteLength, configKey, frozen } from '../checks.ts'
import { base64Length } from '../secret/base64.ts'

/** 1 MiB */
const maxSize = 1024 * 1024

export function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): FieldError[] {
  const errors: FieldError[] = []
  let size = 0
  for (const key of Object.keys(data).sort()) {
    errors.push(...configKey(`data[${key}]`, key))
    if (key in binaryData) errors.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'))
    size += byteLength(data[key] ?? '')
  }
  for (const key of Object.keys(binaryData).sort()) {
    errors.push(...configKey(`binaryData[${key}]`, key))
    size += base64Length(binaryData[key] ?? '')
  }
  // The finding is about the object as a whole; this is how an empty path looks.
  if (size > maxSize) errors.push(tooLong('[]', maxSize))
  return errors
}

export function validateConfigMapUpdate(config: ConfigMap, old: ConfigMap): FieldError[] {
  if (!old.immutable) return []
  return [
    ...(config.immutable ? [] : [forbiddenField('immutable', 'field is immutable when `immutable` is set')]),
    ...frozen('data', config.data, old.data),
    ...frozen('binaryData', config.binaryData, old.binaryData),
  ]
}
