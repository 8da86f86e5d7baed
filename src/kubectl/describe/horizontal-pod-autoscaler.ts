import { goQuote } from '../../api/go-value.ts'
import { horizontalPodAutoscalers } from '../../api/kinds.ts'
import type { V2HorizontalPodAutoscaler, V2HPAScalingRules, V2MetricSpec, V2MetricStatus, V2MetricTarget, V2MetricValueStatus } from '../../api/types.ts'
import { defineDescriber } from './describer.ts'
import { Description } from './description.ts'
import { eventsOf, writeEvents } from './events.ts'
import { writeAnnotations, writeLabels } from './labels.ts'

export const horizontalPodAutoscaler = defineDescriber({
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  async describe(subject) {
    const found = await subject.read.get(horizontalPodAutoscalers, subject.namespace, subject.name)
    const events = await eventsOf(subject, found)
    const { metadata, spec } = found
    const out = new Description()
    out.field(0, 'Name', metadata.name)
    out.field(0, 'Namespace', metadata.namespace ?? '')
    writeLabels(out, 'Labels', metadata.labels)
    writeAnnotations(out, 'Annotations', metadata.annotations)
    out.field(0, 'CreationTimestamp', subject.times.point(metadata.creationTimestamp))
    out.field(0, 'Reference', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`)
    out.field(0, 'Metrics', '( current / target )')
    for (const [i, metric] of (spec.metrics ?? []).entries()) writeMetric(out, metric, found.status?.currentMetrics?.[i])
    out.field(0, 'Min replicas', spec.minReplicas ?? '<unset>')
    out.field(0, 'Max replicas', spec.maxReplicas)
    writeBehavior(out, found)
    out.field(0, `${spec.scaleTargetRef.kind} pods`, `${found.status?.currentReplicas ?? 0} current / ${found.status?.desiredReplicas ?? 0} desired`)
    writeConditions(out, found)
    writeEvents(out, events, subject.times)
    return out.text()
  },
})

const unknown = '<unknown>'

/** A metric that is measured has an amount, if only 0. */
const amount = (measured: V2MetricValueStatus | undefined, field: 'value' | 'averageValue'): string => (measured ? (measured[field] ?? '0') : unknown)

function writeMetric(out: Description, metric: V2MetricSpec, status: V2MetricStatus | undefined): void {
  const { type, external, pods, object, resource, containerResource } = metric
  if (type === 'External' && external) writeExternal(out, external, status?.external?.current)
  else if (type === 'Pods' && pods) {
    out.field(1, `${goQuote(pods.metric.name)} on pods`, `${amount(status?.pods?.current, 'averageValue')} / ${pods.target.averageValue ?? ''}`)
  } else if (type === 'Object' && object) {
    const { kind, name } = object.describedObject
    out.write(1, `"${object.metric.name}" on ${kind}/${name} ${objectText(object.target, status?.object?.current)}\n`)
  } else if (type === 'Resource' && resource) writeResource(out, `resource ${resource.name} on pods`, resource.target, status?.resource?.current)
  else if (type === 'ContainerResource' && containerResource) {
    const { name, container, target } = containerResource
    writeResource(out, `resource ${name} of container "${container}" on pods`, target, status?.containerResource?.current)
  } else out.write(1, `<unknown metric type ${goQuote(type)}>\n`)
}

function writeExternal(out: Description, { metric, target }: NonNullable<V2MetricSpec['external']>, current: V2MetricValueStatus | undefined): void {
  const name = goQuote(metric.name)
  if (target.averageValue === undefined) out.field(1, `${name} (target value)`, `${amount(current, 'value')} / ${target.value ?? ''}`)
  else out.field(1, `${name} (target average value)`, `${current?.averageValue ?? unknown} / ${target.averageValue}`)
}

const objectText = (target: V2MetricTarget, current: V2MetricValueStatus | undefined): string =>
  target.type === 'AverageValue'
    ? `(target average value):\t${amount(current, 'averageValue')} / ${target.averageValue ?? ''}`
    : `(target value):\t${amount(current, 'value')} / ${target.value ?? ''}`

function writeResource(out: Description, what: string, target: V2MetricTarget, current: V2MetricValueStatus | undefined): void {
  if (target.averageValue !== undefined) {
    out.field(1, what, `${amount(current, 'averageValue')} / ${target.averageValue}`)
    return
  }
  const used = current?.averageUtilization
  const now = used === undefined ? unknown : `${used}% (${amount(current, 'averageValue')})`
  const wanted = target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`
  out.write(1, `${what}  (as a percentage of request):\t${now} / ${wanted}\n`)
}

function writeBehavior(out: Description, { spec: { behavior } }: V2HorizontalPodAutoscaler): void {
  if (!behavior) return
  out.write(0, 'Behavior:\n')
  writeDirection(out, 'Scale Up', behavior.scaleUp)
  writeDirection(out, 'Scale Down', behavior.scaleDown)
}

function writeDirection(out: Description, direction: string, rules: V2HPAScalingRules | undefined): void {
  if (!rules) return
  out.write(1, `${direction}:\n`)
  if (rules.stabilizationWindowSeconds !== undefined) out.write(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds\n`)
  if (!rules.policies?.length) return
  out.write(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}\n`)
  out.write(2, 'Policies:\n')
  for (const { type, value, periodSeconds } of rules.policies) out.write(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds\n`)
}

function writeConditions(out: Description, { status }: V2HorizontalPodAutoscaler): void {
  if (!status?.conditions?.length) return
  out.write(0, 'Conditions:\n')
  out.row(1, 'Type', 'Status', 'Reason', 'Message')
  out.row(1, '----', '------', '------', '-------')
  for (const { type, status: is, reason = '', message = '' } of status.conditions) out.row(1, type, is, reason, message)
}
