import type { Process, Program, Run } from '../process.ts'
import { forSignals } from '../sleep.ts'
import { readOptions } from './options.ts'
import { defineProgram, inputs, invalidOption, isGnu } from './program.ts'
import { oldStyle } from './text-commands.ts'

export const tail: Program = defineProgram('tail', function* (process, args) {
  const { values, flags, operands, unknown } = readOptions(oldStyle(args), 'n:c:fFqvs:', ['lines=', 'bytes=', 'follow', 'follow=', 'pid='])
  if (unknown) return invalidOption(process, 'tail', unknown)
  const given = values.n ?? values.lines ?? '10'
  const cut = (text: string): string => {
    const bytes = values.c ?? values.bytes
    if (bytes !== undefined) return bytes.startsWith('+') ? text.slice(Number(bytes) - 1) : text.slice(-Number(bytes))
    const all = text.split(/(?<=\n)/)
    if (all.at(-1) === '') all.pop()
    return (given.startsWith('+') ? all.slice(Math.max(0, Number(given) - 1)) : Number(given) === 0 ? [] : all.slice(-Number(given))).join('')
  }
  const follow = flags.has('f') || flags.has('F') || flags.has('follow')
  const devices = operands.map((name) => process.files.find(process.path(name))).filter((node) => node?.kind === 'device')
  if (devices[0]?.kind === 'device' && devices[0].device === 'zero') return yield* devour(process)
  const all = yield* inputs(process, 'tail', operands, isGnu(process) ? 'open' : 'plain')
  all.forEach(({ name, text }, i) => {
    if (text === null) return
    if (all.length > 1 && !flags.has('q')) process.out(`${i > 0 ? '\n' : ''}==> ${name} <==\n`)
    process.out(cut(text))
  })
  if (follow && operands.length > 0) return yield* followFiles(process, operands, flags.has('F'))
  return all.some(({ text }) => text === null) ? 1 : 0
})

/** `tail /dev/zero` looks for the end of a line that never comes, and keeps all of it. */
function* devour(process: Process): Run {
  process.cpu = 1000
  process.memory = { from: process.memory, perSecond: 1280 << 20 }
  for (;;) yield forSignals
}

function* followFiles(process: Process, names: readonly string[], retry: boolean): Run {
  const { files } = process
  const size = (name: string): number => (files.find(process.path(name)) ? files.read(process.path(name)).length : 0)
  const seen = new Map(names.map((name) => [name, size(name)]))
  if (!retry && names.every((name) => !files.find(process.path(name)) || files.find(process.path(name))?.kind === 'device')) {
    if (names.some((name) => files.find(process.path(name)))) for (;;) yield forSignals
    process.err(isGnu(process) ? 'tail: no files remaining\n' : 'tail: no files\n')
    return 1
  }
  const { clock } = process.environment
  for (;;) {
    yield (wake) => {
      const timer = clock.after(1000, wake, { background: true })
      return () => timer.cancel()
    }
    for (const name of names) {
      const now = size(name)
      const before = seen.get(name) ?? 0
      if (now > before) process.out(files.read(process.path(name)).slice(before))
      seen.set(name, now)
    }
  }
}
