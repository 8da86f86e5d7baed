import { defineImage } from '../image.ts'
import { defineSteadyProgram } from '../programs/program.ts'
import { untilSignal } from '../programs/server.ts'
import { emptySystem } from './base-systems.ts'

/** Holds a pod's namespaces open; as a container of its own it does nothing, very well. */
export const pause = defineImage({
  repository: 'registry.k8s.io/pause',
  tags: ['latest', '3.1', '3.2', '3.3', '3.4.1', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10', '3.10.1'],
  size: 320_368,
  entrypoint: ['/pause'],
  user: 65535,
  base: emptySystem,
  programs: {
    '/pause': defineSteadyProgram('pause', function* (process) {
      process.memory = 200 << 10
      const signal = yield* untilSignal(process, 'TERM', 'INT')
      process.err(`Shutting down, got signal: ${signal === 'TERM' ? 'Terminated' : 'Interrupt'}\n`)
      return 0
    }),
  },
})
