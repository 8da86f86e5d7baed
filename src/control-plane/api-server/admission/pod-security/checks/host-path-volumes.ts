import { defineSecurityCheck, type Finding, type PodUnderCheck, plural, quoted } from '../check.ts'

function check({ spec }: PodUnderCheck): Finding | undefined {
  const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name }) => name ?? '')
  return bad.length > 0 ? { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', bad.length)} ${quoted(bad)}` } : undefined
}

/** The node's files are its own. */
export const hostPathVolumes = defineSecurityCheck({ id: 'hostPathVolumes', level: 'baseline', versions: [{ since: 0, check }] })
