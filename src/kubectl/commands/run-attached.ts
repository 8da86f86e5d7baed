/** What `kubectl run -i`, `--attach` and `--rm` do after the pod is there. */
import type { AnyObject } from '../../api/object.ts'
import { NotSimulated } from '../errors.ts'
import type { Run } from './run.ts'

export async function attachToPod(_invocation: Run, _created: readonly [AnyObject, ...AnyObject[]], _restart: string): Promise<number> {
  throw new NotSimulated('run --attach', 'wait until the pod runs and attach to it')
}
