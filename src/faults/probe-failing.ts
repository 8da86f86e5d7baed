import { defineFault } from './fault.ts'
import { choice, text } from './field.ts'
import { isChosenPod, podFields, podText } from './select.ts'

export const probeFailing = defineFault({
  name: 'probe-failing',
  summary: 'a program answers its probes that it is unwell, or not at all',
  fields: {
    ...podFields,
    container: text('CONTAINER', 'the containers of this name'),
    probe: choice('which probe; any of them unless told', 'startup', 'readiness', 'liveness'),
    how: choice('whether it answers badly (failing, unless told) or not at all', 'failing', 'hanging'),
  },
  subject: 'pod',
  signs: 'events Unhealthy; not ready and out of its Services (readiness), or killed and started again (liveness, startup)',
  example: 'fault probe-failing --pods=app=web --probe=readiness --for=2m',
  begin: (ground, values, strike) =>
    ground.machines.probes.add(({ pod, container, type }) => {
      const { name, namespace, labels } = pod.metadata
      if (!isChosenPod(values, { name, namespace, labels, nodeName: pod.spec.nodeName })) return undefined
      if ((values.container ?? container) !== container || (values.probe ?? type) !== type) return undefined
      return strike(`${podText({ namespace, name })}/${container}`) ? (values.how ?? 'failing') : undefined
    }),
})
