/** Pods that two autoscalers scale would be pulled to and fro: neither does. Models validateAndParseSelector of pkg/controller/podautoscaler/horizontal.go. */
import { parseSelector } from '../../../api/label-selector.ts'
import { matches, type Selector, SelectorError } from '../../../api/labels.ts'
import type { Pod, V2HorizontalPodAutoscaler } from '../../../api/types.ts'
import type { EventRecorder } from '../../../client/event-recorder.ts'
import type { StatusDraft } from './status.ts'

/** Which pods each autoscaler was last seen to scale, by `namespace/name`. */
export type KnownSelectors = Map<string, { readonly namespace: string; readonly selector: Selector }>

export type Chosen = { readonly selector: Selector; readonly pods: readonly Pod[] } | { readonly error: string }

/** The pods of the target, or why they cannot be told, which stands in the condition and an event then. */
export function chosenPods(
  autoscaler: V2HorizontalPodAutoscaler,
  text: string,
  pods: readonly Pod[],
  known: KnownSelectors,
  status: StatusDraft,
  events: EventRecorder,
): Chosen {
  const { name, namespace = '' } = autoscaler.metadata
  const fail = (event: string, reason: string, message: string, error = message): Chosen => {
    events.record(autoscaler, 'Warning', event, error)
    status.condition('ScalingActive', 'False', reason, message)
    return { error }
  }
  if (text === '') return fail('SelectorRequired', 'InvalidSelector', "the HPA target's scale is missing a selector", 'selector is required')
  let selector: Selector
  try {
    selector = parseSelector(text)
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    return fail('InvalidSelector', 'InvalidSelector', `couldn't convert selector into a corresponding internal selector object: ${error.message}`)
  }
  known.set(`${namespace}/${name}`, { namespace, selector })
  const own = pods.filter(({ metadata }) => matches(selector, metadata.labels))
  const rivals = [...known].filter(([, other]) => other.namespace === namespace && own.some(({ metadata }) => matches(other.selector, metadata.labels)))
  if (rivals.length <= 1) return { selector, pods: own }
  const names = rivals
    .map(([key]) => key)
    .sort()
    .join(' ')
  return fail('AmbiguousSelector', 'AmbiguousSelector', `pods by selector ${text} are controlled by more than one HPA (e.g. [${names}])`)
}
