/** What logs are asked of: an object, or the pods that a selector picks. */
import type { AnyObject } from '../../../api/object.ts'
import { isNotFound } from '../../../api/status.ts'
import type { Pod } from '../../../api/types.ts'
import { CommandError } from '../../errors.ts'
import { findResources } from '../../resources/resources.ts'
import type { Logs } from './logs.ts'

export type LogTarget = { readonly pods: readonly Pod[] } | { readonly object: AnyObject }

export async function logTarget(invocation: Logs): Promise<LogTarget> {
  const { args, flags, io } = invocation
  const { name: namespace } = await invocation.namespace()
  const named = args[0] === undefined ? {} : { names: { type: 'pods', names: [args[0]] } }
  const selected = flags.selector === '' ? {} : { args: ['pods'], selector: flags.selector }
  try {
    const resources = await findResources(invocation, { typed: true, namespace, singleType: true, ...named, ...selected })
    const infos = await resources.infos()
    const object = infos[0]?.object as AnyObject
    if (flags.selector === '') {
      if (infos.length !== 1) throw new CommandError('expected a resource')
      return { object }
    }
    const pods = object.items as Pod[]
    if (pods.length === 0) io.stderr(`No resources found in ${namespace} namespace.\n`)
    return { pods }
  } catch (error) {
    throw isNotFound(error) ? new CommandError(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(namespace)}`) : error
  }
}
