/** All faults, in the order of `fault help`: machines, images, containers, network, control plane. */
import { apiRefusing, apiSlow } from './api-server.ts'
import { clockJump } from './clock-jump.ts'
import { diskFull } from './disk-full.ts'
import { dnsFailing } from './dns-failing.ts'
import type { FaultDefinition } from './fault.ts'
import { kubeletStopped } from './kubelet-stopped.ts'
import { nodeDown } from './node-down.ts'
import { nodeReboot } from './node-reboot.ts'
import { outOfMemory } from './out-of-memory.ts'
import { partition } from './partition.ts'
import { probeFailing } from './probe-failing.ts'
import { imageMissing, registryDown, registryRateLimited } from './registries.ts'
import { slowStart } from './slow-start.ts'

export const faultDefinitions: readonly FaultDefinition[] = [
  nodeDown,
  nodeReboot,
  kubeletStopped,
  diskFull,
  clockJump,
  registryDown,
  registryRateLimited,
  imageMissing,
  outOfMemory,
  probeFailing,
  slowStart,
  dnsFailing,
  partition,
  apiSlow,
  apiRefusing,
]
