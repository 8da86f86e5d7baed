/** `a=1,b=2` of `--labels`. */
import { CommandError } from '../errors.ts'

export function labelPairs(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const parts = pair.split('=')
    if (parts.length !== 2) throw new CommandError(`unexpected label spec: ${pair}`)
    const [key, value] = parts as [string, string]
    if (key === '') throw new CommandError('unexpected empty label key')
    labels[key] = value
  }
  return labels
}
