/** What decides where a pod may run: tolerations, spreading; and a node's taints. */
import { formatLabelSelector } from '../../api/labels.ts'
import type { PodSpec, Taint, Toleration } from '../../api/types.ts'
import { goSort } from '../go-sort.ts'
import { byBytes } from '../output/go-value.ts'
import type { Description } from './description.ts'
import { writeLabels } from './labels.ts'

/** The end of a pod or template. */
export function writeScheduling(out: Description, { nodeSelector, tolerations }: PodSpec, space = ''): void {
  writeLabels(out, `${space}Node-Selectors`, nodeSelector)
  writeTolerations(out, `${space}Tolerations`, tolerations ?? [])
}

function writeTolerations(out: Description, title: string, tolerations: readonly Toleration[]): void {
  out.write(0, `${title}:\t`)
  if (tolerations.length === 0) out.write(0, '<none>\n')
  const sorted = goSort(tolerations, (a, b) => byBytes(a.key ?? '', b.key ?? '') < 0)
  for (const [i, toleration] of sorted.entries()) out.write(0, `${i === 0 ? '' : '\t'}${tolerationText(toleration)}\n`)
}

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: Toleration): string {
  const what = `${key}${value === '' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
  const exists = operator === 'Exists' && value === '' ? `${what === '' ? '' : ' '}op=Exists` : ''
  return `${what}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`
}

export function writeTaints(out: Description, taints: readonly Taint[]): void {
  out.write(0, 'Taints:\t')
  if (taints.length === 0) out.write(0, '<none>\n')
  const place = ({ effect, key }: Taint): string => `${effect},${key}`
  const sorted = goSort(taints, (a, b) => byBytes(place(a), place(b)) < 0)
  for (const [i, taint] of sorted.entries()) out.write(0, `${i === 0 ? '' : '\t'}${taintText(taint)}\n`)
}

function taintText({ key, value = '', effect = '' }: Taint): string {
  if (effect === '') return value === '' ? key : `${key}=${value}:`
  return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`
}

export function writeSpreading(out: Description, { topologySpreadConstraints = [] }: PodSpec, space = ''): void {
  if (topologySpreadConstraints.length === 0) return
  out.write(0, `${space}Topology Spread Constraints:\t`)
  const sorted = goSort(topologySpreadConstraints, (a, b) => byBytes(a.topologyKey, b.topologyKey) < 0)
  for (const [i, { topologyKey, whenUnsatisfiable, maxSkew, labelSelector }] of sorted.entries()) {
    const selector = labelSelector ? ` for selector ${formatLabelSelector(labelSelector)}` : ''
    out.write(0, `${i === 0 ? '' : `${space}\t`}${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}\n`)
  }
}
