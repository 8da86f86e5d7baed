/** Reads logs and prints them line by line, so that several that are followed at once do not mix within a line. */
import { StatusError } from '../../../api/status.ts'
import { CommandError } from '../../errors.ts'
import { readLog } from '../../pods/log.ts'
import type { Logs } from './logs.ts'
import type { LogRequest } from './requests.ts'

/** One after the other, or all at once where they are followed. */
export async function read(invocation: Logs, requests: readonly LogRequest[]): Promise<void> {
  if (invocation.flags.follow) await Promise.all(requests.map((request) => follow(invocation, request)))
  else for (const request of requests) await forgiving(invocation, () => copy(invocation, request))
}

/** With --ignore-errors an error is part of the output. */
async function forgiving({ flags, io }: Logs, step: () => Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    if (!flags['ignore-errors'] || !(error instanceof Error)) throw error
    io.stdout(`error: ${error.message}\n`)
  }
}

/** Tries again every second while the server refuses: the container may be about to start. */
async function follow(invocation: Logs, request: LogRequest): Promise<void> {
  const { flags, io } = invocation
  const until = io.now() + flags['pod-running-timeout']
  for (;;) {
    try {
      await forgiving(invocation, () => copy(invocation, request))
      return
    } catch (error) {
      if (!(error instanceof Error)) throw error
      io.stderr(`${error.message}\n`)
      if (!(error instanceof StatusError)) throw error
    }
    await io.sleep(Math.min(1000, Math.max(0, until - io.now())))
    if (io.signal.aborted) return
    if (io.now() >= until) throw new CommandError('context deadline exceeded')
  }
}

async function copy(invocation: Logs, { pod, container, path, query }: LogRequest): Promise<void> {
  const { flags, io } = invocation
  const prefix = flags.prefix || flags['all-pods'] ? `[pod/${pod}/${container}] ` : ''
  const lines = new Lines((line) => io.stdout(prefix + line))
  await readLog(invocation, path, query, (text) => lines.add(text))
  lines.end()
}

/** Hands on whole lines, and at the end what is left. */
class Lines {
  private rest = ''

  constructor(private readonly print: (line: string) => void) {}

  add(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.print(`${line}\n`)
  }

  end(): void {
    if (this.rest !== '') this.print(this.rest)
    this.rest = ''
  }
}
