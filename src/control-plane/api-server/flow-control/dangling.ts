/** Whether each flow schema's priority level is there: its condition Dangling. Models apiserver pkg/util/flowcontrol. */
import { flowSchemas, pathOf, priorityLevelConfigurations } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import type { ApiHandler, UserInfo } from '../../../api/request.ts'
import { formatTime } from '../../../api/time.ts'
import type { FlowSchema } from '../../../api/types.ts'
import type { Clock } from '../../../clock.ts'
import type { Etcd } from '../../etcd/etcd.ts'
import { keyFor, prefixOf } from '../registry/keys.ts'

export function keepFlowSchemas(etcd: Etcd<AnyObject>, clock: Clock, handle: ApiHandler, self: UserInfo): void {
  let waiting = false
  const judgeAll = (): void => {
    waiting = false
    for (const { value } of etcd.range(prefixOf(flowSchemas, '')).items) {
      const judged = judge(value as unknown as FlowSchema, etcd, formatTime(clock.now()))
      if (judged) handle({ method: 'PUT', path: pathOf(flowSchemas, '', judged.metadata.name, 'status'), body: judged, component: self })
    }
  }
  const wake = (): void => {
    if (waiting) return
    waiting = true
    clock.post(judgeAll)
  }
  etcd.watch(prefixOf(flowSchemas, ''), etcd.revision, wake)
  etcd.watch(prefixOf(priorityLevelConfigurations, ''), etcd.revision, wake)
}

/** The schema with its condition, if that changes. */
function judge(schema: FlowSchema, etcd: Etcd<AnyObject>, now: string): FlowSchema | undefined {
  const level = schema.spec?.priorityLevelConfiguration?.name ?? ''
  const there = etcd.get(keyFor(priorityLevelConfigurations, '', level)) !== undefined
  const status = there ? 'False' : 'True'
  const conditions = schema.status?.conditions ?? []
  if (conditions.find(({ type }) => type === 'Dangling')?.status === status) return undefined
  const about = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`
  const condition = {
    type: 'Dangling',
    status,
    lastTransitionTime: now,
    reason: there ? 'Found' : 'NotFound',
    message: `${about} ${there ? 'and it exists' : 'but there is no such object'}`,
  }
  return { ...schema, status: { ...schema.status, conditions: [...conditions.filter(({ type }) => type !== 'Dangling'), condition] } }
}
