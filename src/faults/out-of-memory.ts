import { defineFault } from './fault.ts'
import { duration, text } from './field.ts'
import type { Ground } from './ground.ts'
import { isChosenPod, podFields, podText } from './select.ts'

export const outOfMemory = defineFault({
  name: 'oom',
  summary: 'a container uses more memory than it may, and the kernel kills it',
  fields: {
    ...podFields,
    container: text('CONTAINER', 'the containers of this name'),
    every: duration('again and again, each time so long after the last'),
  },
  subject: 'pod',
  signs: 'OOMKilled and exit code 137 as its last state, a restart, and with --every CrashLoopBackOff',
  example: 'fault oom --pods=app=web --every=1m --times=3',
  begin(ground, values, strike) {
    const round = (): void => {
      for (const { nodeName, id, pod, name } of running(ground))
        if (isChosenPod(values, { ...pod, nodeName }) && (values.container === undefined || values.container === name) && strike(`${podText(pod)}/${name}`))
          ground.nodes.find((node) => node.name === nodeName)?.runtime.outOfMemory(id)
    }
    round()
    const { every } = values
    if (!every) return undefined
    let timer = ground.clock.after(every, again)
    function again(): void {
      round()
      timer = ground.clock.after(every as number, again)
    }
    return () => timer.cancel()
  },
})

const running = ({ nodes }: Ground) =>
  nodes.flatMap(({ name: nodeName, runtime }) => runtime.running().map(({ id, config: { name, sandbox } }) => ({ nodeName, id, name, pod: sandbox })))
