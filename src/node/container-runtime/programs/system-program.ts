/** Runs a component of this process as the program of a container. */
import { type ListeningPort, ProgramFailure, type RunningProgram } from '../../network/system-program.ts'
import { FileError } from '../file-error.ts'
import type { Process, Wait } from '../process.ts'
import { sleep } from '../sleep.ts'
import { listen } from './server.ts'

interface Executable {
  /** What is said and taken before the component starts. */
  readonly begin?: (process: Process) => void
  /** What it listens on besides what the component does. */
  readonly ports?: readonly ListeningPort[]
}

/**
 * Runs the component that the node knows by this name until the container is asked to stop, or the component ends by
 * itself. Where the node knows none, the program only listens and waits: a cluster in a test.
 */
export function* runSystemProgram(
  process: Process,
  name: string,
  args: readonly string[],
  { begin, ports = [] }: Executable = {},
): Generator<Wait, number, void> {
  begin?.(process)
  let wake = (): void => {}
  let exited: number | undefined
  const exit = (code: number): void => {
    exited ??= code
    wake()
  }
  let running: RunningProgram | undefined
  try {
    running = start(process, name, args, exit)
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error
    process.err(error.message === '' ? '' : `${error.message}\n`)
    return error.exitCode
  }
  open(process, name, [...(running?.ports ?? []), ...ports])
  let asked = false
  for (const signal of ['TERM', 'INT'] as const)
    process.handlers.set(signal, () => {
      asked = true
    })
  while (!asked && exited === undefined)
    yield (resume) => {
      wake = resume
      return () => {
        wake = () => {}
      }
    }
  if (exited !== undefined) return exited
  const lingers = running?.leave?.() ?? 0
  if (lingers > 0) yield* sleep(process, lingers)
  return 0
}

function start(process: Process, name: string, args: readonly string[], exit: (code: number) => void): RunningProgram | undefined {
  const { clock, random, network, source, programs, plugins } = process.environment
  const running = programs?.get(name)?.({
    clock,
    random: random.fork(name),
    network,
    source,
    args,
    env: process.env,
    ...(plugins ? { plugins } : {}),
    readFile: (path) => textOf(process, path),
    out: (text) => process.out(text),
    err: (text) => process.err(text),
    exit,
  })
  if (!running) return undefined
  process.onEnd(() => running.stop())
  return running
}

/** Of two that claim a port, the component comes first. */
function open(process: Process, program: string, ports: readonly ListeningPort[]): void {
  for (const { port, protocol, listener } of ports) listen(process, port, { program, ...listener }, protocol)
}

function textOf(process: Process, path: string): string | undefined {
  try {
    return process.files.read(path, process)
  } catch (error) {
    if (error instanceof FileError) return undefined
    throw error
  }
}
