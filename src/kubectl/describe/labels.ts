/** Labels and annotations, one to a line, in order. */
import { byBytes } from '../output/go-value.ts'
import type { Description } from './description.ts'

type Pairs = Readonly<Record<string, string>>

/** `indent` stands before the title and before each further line. */
export function writeLabels(out: Description, title: string, labels: Pairs | undefined, indent = ''): void {
  out.write(0, `${indent}${title}:\t`)
  const keys = Object.keys(labels ?? {}).sort(byBytes)
  if (keys.length === 0) out.write(0, '<none>\n')
  for (const [i, key] of keys.entries()) {
    if (i > 0) for (const piece of [indent, '\t']) out.write(0, piece)
    out.write(0, `${key}=${labels?.[key]}\n`)
  }
}

const longest = 140
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** What kubectl apply notes for itself is not shown; what is long or has several lines stands below its key. */
export function writeAnnotations(out: Description, title: string, annotations: Pairs | undefined): void {
  out.write(0, `${title}:\t`)
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== lastApplied)
    .sort(byBytes)
  if (keys.length === 0) out.write(0, '<none>\n')
  for (const [i, key] of keys.entries()) {
    const value = annotations?.[key]?.replace(/\n$/, '') ?? ''
    const lines = value.split('\n')
    const fits = lines.length === 1 && bytes(value) + bytes(key) + 2 <= longest
    if (i > 0) out.write(0, '\t')
    out.write(0, `${key}:${fits ? ` ${value}` : ''}\n`)
    if (!fits) for (const line of lines) out.write(0, `\t  ${shortened(line)}\n`)
  }
}

const bytes = (text: string): number => new TextEncoder().encode(text).length

function shortened(text: string): string {
  const data = new TextEncoder().encode(text)
  return data.length > longest - 2 ? `${new TextDecoder().decode(data.subarray(0, longest - 2))}...` : text
}
