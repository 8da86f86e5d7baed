/** Prints what the server warns of, each text once. Models client-go rest/warnings.go. */
import type { ApiResponse } from '../api/request.ts'
import type { KubectlIo } from './command.ts'

export class Warnings {
  readonly #seen = new Set<string>()
  count = 0

  constructor(readonly io: Pick<KubectlIo, 'stderr' | 'terminal' | 'env'>) {}

  note(response: ApiResponse): void {
    for (const text of warningTexts(response.headers.warning ?? '')) {
      this.count++
      this.print(text)
    }
  }

  /** What kubectl itself warns of: --warnings-as-errors does not count it. */
  print(text: string): void {
    if (this.#seen.has(text)) return
    this.#seen.add(text)
    const { terminal, env } = this.io
    const colour = terminal.stdout && env.NO_COLOR === undefined && env.TERM !== 'dumb'
    this.io.stderr(`${colour ? '\u001b[33;1mWarning:\u001b[0m' : 'Warning:'} ${text}\n`)
  }
}

/** The texts of a Warning header: `299 - "text"`, several between commas, quotes inside escaped. */
function warningTexts(header: string): string[] {
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"(?: "[^"]*")?/g)].map((match) => (match[1] as string).replace(/\\(.)/g, '$1'))
}
