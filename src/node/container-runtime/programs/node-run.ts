/** Runs what node-script.ts has read, on the simulated clock and network. */
import type { HttpResponse } from '../../network/http.ts'
import type { Process, Run } from '../process.ts'
import { forSignals, sleep } from '../sleep.ts'
import { NodeScript } from './node-script.ts'
import type { Scope, State, Timer, Value } from './node-value.ts'
import { listen } from './server.ts'

const blank = () => ({ status: 200, headers: {} as Record<string, string>, body: '' })

/** Runs a program until nothing is left for it to do: no timer, no server. */
export function* runScript(process: Process, text: string): Run {
  const actions = new NodeScript(text).program()
  process.memory = 34 << 20
  const names = new Map<string, Value>()
  const state: State = {
    timers: [],
    serving: false,
    exit: undefined,
    say: (line) => process.out(line),
    serve(port, body) {
      const opened = listen(process, port, {
        program: 'node',
        http: (request, peer): HttpResponse => {
          const scope: Scope = { process, names: new Map(names), request, peer, response: blank() }
          for (const action of body) action(scope, state)
          return { ...scope.response, headers: { ...scope.response.headers, Connection: 'keep-alive', 'Keep-Alive': 'timeout=5' } }
        },
      })
      if (!opened) {
        process.err(`node:events:497\n      throw er; // Unhandled 'error' event\n      ^\n\nError: listen EADDRINUSE: address already in use :::${port}\n`)
        state.exit = 1
      }
      state.serving = opened
    },
  }
  const scope: Scope = { process, names, response: blank() }
  for (const action of actions) if (state.exit === undefined) action(scope, state)
  while (state.exit === undefined && (state.timers.length > 0 || state.serving)) {
    const next = state.timers.reduce<Timer | undefined>((best, timer) => (best === undefined || timer.at < best.at ? timer : best), undefined)
    if (!next) {
      // As process 1 without a handler it does not hear SIGTERM.
      yield forSignals
      continue
    }
    yield* sleep(process, next.at - process.now(), { background: process.now() - process.startedAt > 60_000 })
    if (next.every === undefined) state.timers.splice(state.timers.indexOf(next), 1)
    else next.at += next.every
    for (const action of next.body) action(scope, state)
  }
  return state.exit ?? 0
}
