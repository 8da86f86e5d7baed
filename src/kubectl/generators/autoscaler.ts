/** The HorizontalPodAutoscaler that `kubectl autoscale` writes. Models kubectl pkg/cmd/autoscale/autoscale.go. */
import type { AnyObject } from '../../api/object.ts'
import { canonicalQuantity, quantityProblem } from '../../api/quantity.ts'
import type { V2MetricSpec } from '../../api/types.ts'
import { CommandError } from '../errors.ts'
import { inNamespace } from './written.ts'

export interface AutoscalerOptions {
  readonly name: string
  /** Empty unless given on the line. */
  readonly namespace: string
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string }
  readonly max: number
  /** Not above 0 if left to the server. */
  readonly min: number
  readonly cpuPercent: number
  /** `70%`, `500m`, or empty. */
  readonly cpu: string
  readonly memory: string
}

export function autoscalerV2(options: AutoscalerOptions): AnyObject {
  const { cpuPercent, cpu, memory } = options
  const metrics = [
    ...(cpuPercent > 0 ? [metricOf('cpu', { averageUtilization: cpuPercent })] : []),
    ...(cpu === '' ? [] : [metricOf('cpu', parseTarget(cpu, 'cpu'))]),
    ...(memory === '' ? [] : [metricOf('memory', parseTarget(memory, 'memory'))]),
  ]
  return { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', ...common(options, metrics.length > 0 ? { metrics } : {}) } as unknown as AnyObject
}

export const autoscalerV1 = (options: AutoscalerOptions): AnyObject =>
  ({
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    ...common(options, options.cpuPercent >= 0 ? { targetCPUUtilizationPercentage: options.cpuPercent } : {}),
  }) as unknown as AnyObject

const common = ({ name, namespace, target, min, max }: AutoscalerOptions, more: object): object => ({
  metadata: { name, ...inNamespace(namespace) },
  spec: { scaleTargetRef: target, ...(min > 0 ? { minReplicas: min } : {}), maxReplicas: max, ...more },
})

type Target = { readonly averageUtilization: number } | { readonly averageValue: string }

const metricOf = (name: string, target: Target): V2MetricSpec => ({
  type: 'Resource',
  resource: { name, target: { type: 'averageUtilization' in target ? 'Utilization' : 'AverageValue', ...target } },
})

const units = { cpu: 'm', memory: 'Mi' }

/** `70%` of what is requested, or so much each: a bare number is in millicores or mebibytes. @throws CommandError */
export function parseTarget(text: string, resource: keyof typeof units): Target {
  const input = text.trim()
  if (input === '') throw new CommandError('empty input')
  if (input.endsWith('%')) return { averageUtilization: percentageOf(input.slice(0, -1)) }
  const bare = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(input)
  const quantity = bare ? `${Number(input)}${units[resource]}` : input
  const problem = quantityProblem(quantity)
  if (problem !== undefined) throw new CommandError(bare ? problem : `invalid resource ${resource} value: ${input}`)
  return { averageValue: canonicalQuantity(quantity) }
}

function percentageOf(text: string): number {
  const number = /^\+?\d+$/.test(text) ? Number(text) : -1
  if (number < 0 || number > 2 ** 31 - 1) throw new CommandError(`invalid percentage value: ${text}`)
  return number
}
