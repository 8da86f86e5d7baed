/** What each type of metric must be able to say, and the words that they share. Models computeStatusFor… of pkg/controller/podautoscaler/horizontal.go. */
import { goLabelSelector } from '../../../../api/go-label-selector.ts'
import { type Selector, SelectorError, selectorOf } from '../../../../api/labels.ts'
import { Quantity } from '../../../../api/quantity.ts'
import type { V2MetricIdentifier, V2MetricSpec, V2MetricStatus } from '../../../../api/types.ts'
import type { Client } from '../../../../client/client.ts'
import { MetricsError } from '../metrics/metrics-api.ts'
import type { Replicas } from '../replica-calculator.ts'

/** Whom the metrics are about. */
export interface Subject {
  readonly client: Client
  readonly namespace: string
  /** Of the target's pods. */
  readonly selector: Selector
  /** How many pods the target says that there are. */
  readonly running: number
  readonly replicas: Replicas
}

export interface MetricVerdict {
  readonly replicas: number
  /** `cpu resource utilization (percentage of request)`: how reasons speak of it. */
  readonly name: string
  readonly status: V2MetricStatus
}

export interface MetricSource<Field extends keyof V2MetricSpec> {
  /** Where its data stands in a metric. */
  readonly field: keyof V2MetricSpec
  /** `FailedGetResourceMetric` */
  readonly failure: string
  /** What its error begins with where it is told among others. */
  about(source: NonNullable<V2MetricSpec[Field]>): string
  /** Throws MetricsError. */
  propose(source: NonNullable<V2MetricSpec[Field]>, subject: Subject): MetricVerdict
}

/** Errors of `work` begin with `what`. */
export function about<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof MetricsError ? new MetricsError(`${what}: ${error.message}`) : error
  }
}

export function selectorOfMetric({ selector }: V2MetricIdentifier): Selector {
  try {
    return selectorOf(selector ?? {})
  } catch (error) {
    throw error instanceof SelectorError ? new MetricsError(error.message) : error
  }
}

export const externalName = ({ name, selector }: V2MetricIdentifier): string => `external metric ${name}(${goLabelSelector(selector)})`

/** `1500m` */
export const fromMilli = (amount: number): string => Quantity.of(amount, -3).toString()
