/** Builtins about jobs and signals. */

import { type Signal, signalNumbers, signalOf } from '../signal.ts'
import type { Interpreter, Status } from './interpreter.ts'

export function trap({ shell }: Interpreter, args: readonly string[]): number {
  const list = args[0] === '--' ? args.slice(1) : args
  if (list.length === 0) {
    for (const [signal, action] of shell.traps) shell.process.out(`trap -- '${action.replaceAll("'", `'\\''`)}' ${signal}\n`)
    return 0
  }
  const [action, ...names] = list.length === 1 ? ['-', ...list] : list
  for (const name of names) {
    const signal = name === '0' || name === 'EXIT' ? 'EXIT' : signalOf(name)
    if (!signal) {
      shell.complain(
        shell.dialect === 'dash'
          ? `${name}: bad trap`
          : shell.dialect === 'ash'
            ? `${name}: invalid signal specification`
            : `${name}: invalid signal specification`,
        'trap',
      )
      return 1
    }
    shell.trap(signal, action === '-' ? undefined : action)
  }
  return 0
}

export function* wait({ shell }: Interpreter, args: readonly string[]): Status {
  const chosen = args.length === 0 ? shell.jobs : shell.jobs.filter((job, i) => args.includes(String(job.pid)) || args.includes(`%${i + 1}`))
  if (args.length > 0 && chosen.length === 0) return 127
  let status = 0
  for (const job of chosen) {
    while (!job.ended) {
      yield job.exited
      // A trapped signal ends the wait; the trap runs after it.
      const signal = shell.pendingTraps[0]
      if (signal && !job.ended) return 128 + (signalNumbers[signal as Signal] ?? 0)
    }
    status = job.exitCode as number
  }
  shell.jobs = shell.jobs.filter((job) => !job.ended)
  return args.length === 0 ? 0 : status
}

export function jobs({ shell }: Interpreter): number {
  shell.jobs = shell.jobs.filter((job) => !job.ended)
  shell.jobs.forEach((job, i) => {
    shell.process.out(`[${i + 1}]${i === shell.jobs.length - 1 ? '+' : ' '} Running                    ${job.argv.join(' ')}\n`)
  })
  return 0
}

export function* fg(interpreter: Interpreter, args: readonly string[]): Status {
  const job = interpreter.shell.jobs.at(-1)
  return job ? yield* wait(interpreter, args.length > 0 ? args : [String(job.pid)]) : 1
}
