import { podDisruptionBudgets } from '../../api/kinds.ts'
import { formatLabelSelector } from '../../api/labels.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'

export const podDisruptionBudget = defineDescriber({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  async describe(subject) {
    const found = await subject.read.get(podDisruptionBudgets, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec, status } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    if (spec?.minAvailable !== undefined) out.field(0, 'Min available', spec.minAvailable)
    else if (spec?.maxUnavailable !== undefined) out.field(0, 'Max unavailable', spec.maxUnavailable)
    out.field(0, 'Selector', spec?.selector ? formatLabelSelector(spec.selector) : '<unset>')
    out.write(0, 'Status:\n')
    out.field(2, 'Allowed disruptions', status?.disruptionsAllowed ?? 0)
    out.field(2, 'Current', status?.currentHealthy ?? 0)
    out.field(2, 'Desired', status?.desiredHealthy ?? 0)
    out.field(2, 'Total', status?.expectedPods ?? 0)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})
