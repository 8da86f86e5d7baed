import { defineFault } from './fault.ts'
import { duration, required, text } from './field.ts'
import { isChosenPod, podFields, podText } from './select.ts'

export const slowStart = defineFault({
  name: 'slow-start',
  summary: 'programs take long until they begin: until then they neither log nor listen',
  fields: { ...podFields, container: text('CONTAINER', 'the containers of this name'), by: required(duration('how long they take')) },
  subject: 'pod',
  signs: 'Running but not ready for longer; restarts where a liveness probe does not wait for a startup probe',
  example: 'fault slow-start --pods=app=web --by=40s',
  begin: (ground, values, strike) =>
    ground.machines.starts.add(({ sandbox, name }) => {
      if (!isChosenPod(values, sandbox) || (values.container ?? name) !== name) return undefined
      return strike(`${podText(sandbox)}/${name}`) ? values.by : undefined
    }),
})
