/** ConfigMaps. Models pkg/registry/core/configmap and pkg/apis/core/validation. */
import { configMaps } from '../../../api/kinds.ts'
import type { ConfigMap } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { validateConfigMap, validateConfigMapUpdate } from './config-map/validation.ts'

const count = (map: object | undefined): number => Object.keys(map ?? {}).length

export const configMap = defineResource<ConfigMap>({
  of: configMaps,
  short: ['cm'],
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
  columns: [{ name: 'Data', cell: (object) => count(object.data) + count(object.binaryData) }, age],
})
