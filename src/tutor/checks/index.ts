/** All checks. */
import { absent } from './absent.ts'
import { answer } from './answer.ts'
import type { CheckDefinition } from './check.ts'
import { condition } from './condition.ts'
import { context } from './context.ts'
import { dns } from './dns.ts'
import { event } from './event.ts'
import { file } from './file.ts'
import { log } from './log.ts'
import { observed } from './observed.ts'
import { rbac } from './rbac.ts'
import { reachable } from './reachable.ts'
import { resource } from './resource.ts'
import { triggered } from './triggered.ts'
import { unchanged } from './unchanged.ts'

export const checks: readonly CheckDefinition<any>[] = [
  resource,
  absent,
  condition,
  rbac,
  reachable,
  dns,
  log,
  event,
  context,
  file,
  observed,
  answer,
  triggered,
  unchanged,
]
