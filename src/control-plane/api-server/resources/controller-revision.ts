/** ControllerRevisions: what a stateful set or daemon set once was. Models pkg/registry/apps/controllerrevision. */
import { controllerRevisions } from '../../../api/kinds.ts'
import { controllerOf } from '../../../api/object.ts'
import { type FieldError, required } from '../../../api/status.ts'
import type { ControllerRevision } from '../../../api/types.ts'
import { defineResource } from '../resource.ts'
import { age } from './age.ts'
import { nonNegative, unchanged } from './checks.ts'

export const controllerRevision = defineResource<ControllerRevision>({
  of: controllerRevisions,
  validate: ({ data, revision }) => [...validateData(data), ...nonNegative('revision', revision)],
  validateUpdate: ({ data }, old) => unchanged('data', data, old.data),
  columns: [{ name: 'Controller', cell: controllerText }, { name: 'Revision', type: 'integer', cell: ({ revision }) => revision ?? 0 }, age],
})

function validateData(data: unknown): FieldError[] {
  if (data === undefined || data === null) return [required('data', 'data is mandatory')]
  return typeof data === 'object' && !Array.isArray(data) ? [] : [required('data', 'data must be a valid JSON object')]
}

/** `statefulset.apps/web` */
function controllerText(revision: ControllerRevision): string {
  const owner = controllerOf(revision)
  if (!owner) return '<none>'
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : ''
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`
}
