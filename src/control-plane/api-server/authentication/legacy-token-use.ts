/** On which day a token in a secret was last used stands on the secret, so that somebody can clean up. Models pkg/serviceaccount/legacy.go. */
import { deepCopy } from '../../../api/object.ts'
import { formatTime } from '../../../api/time.ts'
import type { Registry } from '../registry/registry.ts'
import { secret as secretDefinition } from '../resources/secret.ts'

const label = 'kubernetes.io/legacy-token-last-used'
const apiServer = { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] }

export function noteUse({ namespace, secret }: { readonly namespace: string; readonly secret: string }, registry: Registry, now: number): void {
  const today = formatTime(now).slice(0, 10)
  const change = (current: Parameters<Parameters<Registry['update']>[1]>[0]) => {
    const copy = deepCopy(current)
    copy.metadata.labels = { ...copy.metadata.labels, [label]: today }
    return copy
  }
  if (registry.get(secretDefinition, namespace, secret).metadata.labels?.[label] === today) return
  registry.update({ definition: secretDefinition, namespace, name: secret, subresource: '' }, change, { user: apiServer, dryRun: false, warnings: [] })
}
