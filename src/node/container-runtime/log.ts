/** A container's log: what it wrote to stdout and stderr, cut into lines, as the runtime keeps it in a file on the node. */
import type { Clock } from '../../clock.ts'
import type { ContainerLog, LogLine } from './cri.ts'

/** The kubelet rotates at 10 MiB; older lines are gone. */
const mostLines = 50_000

export class Log implements ContainerLog {
  lines: LogLine[] = []
  #partial = { stdout: '', stderr: '' }
  #ended = false
  #followers: Set<(line: LogLine | undefined) => void> | undefined

  constructor(private readonly clock: Clock) {}

  write(stream: LogLine['stream'], text: string): void {
    const lines = (this.#partial[stream] + text).split('\n')
    this.#partial[stream] = lines.pop() as string
    for (const line of lines) this.#add({ time: this.clock.now(), stream, text: line })
  }

  follow(listener: (line: LogLine | undefined) => void): () => void {
    if (this.#ended) listener(undefined)
    else (this.#followers ??= new Set()).add(listener)
    return () => this.#followers?.delete(listener)
  }

  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) if (this.#partial[stream] !== '') this.write(stream, '\n')
    this.#ended = true
    for (const listener of [...(this.#followers ?? [])]) listener(undefined)
    this.#followers = undefined
  }

  #add(line: LogLine): void {
    this.lines.push(line)
    if (this.lines.length > mostLines) this.lines = this.lines.slice(mostLines / 10)
    if (this.#followers) for (const listener of [...this.#followers]) listener(line)
  }
}
