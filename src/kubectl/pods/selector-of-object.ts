/** The pods that an object such as a deployment or a service stands for. Models kubectl pkg/polymorphichelpers. */
import { formatSelector, type Selector, SelectorError, selectorFromLabels, selectorOf } from '../../api/labels.ts'
import type { AnyObject } from '../../api/object.ts'
import { CommandError } from '../errors.ts'

const byLabelSelector = ['ReplicaSet.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'Deployment.apps', 'Job.batch']

/** As `-l` takes it. Throws CommandError for an object that has no pods; its text begins with `purpose`. */
export function podSelectorOf(object: AnyObject, purpose: string): string {
  const [group = '', version = group] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion]
  const type = `*${version}.${object.kind}`
  const fail = (why: string): CommandError => new CommandError(`${purpose} ${type}: ${why}`)
  const kind = `${object.kind}.${group}`
  if (byLabelSelector.includes(kind)) return formatSelector(labelSelector(object, fail))
  if (kind === 'ReplicationController.') return formatSelector(selectorFromLabels(object.spec?.selector))
  if (kind !== 'Service.') throw fail(`selector for ${type} not implemented`)
  if (Object.keys(object.spec?.selector ?? {}).length === 0) throw fail(`invalid service '${object.metadata.name}': Service is defined without a selector`)
  return formatSelector(selectorFromLabels(object.spec.selector))
}

function labelSelector(object: AnyObject, fail: (why: string) => CommandError): Selector {
  try {
    return selectorOf(object.spec?.selector)
  } catch (error) {
    throw error instanceof SelectorError ? fail(`invalid label selector: ${error.message}`) : error
  }
}
