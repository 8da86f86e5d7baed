import { defineFault } from './fault.ts'
import { choice, text } from './field.ts'
import { isChosenPod, podFields, podText } from './select.ts'

const codes = { timeout: 'timeout', servfail: 'SERVFAIL', nxdomain: 'NXDOMAIN' } as const

export const dnsFailing = defineFault({
  name: 'dns-failing',
  summary: 'questions for names go wrong',
  fields: {
    name: text('NAME', 'questions for names that contain this; all unless told'),
    ...podFields,
    how: choice('no answer (timeout, unless told), a failure of the server, or that there is no such name', 'timeout', 'servfail', 'nxdomain'),
  },
  subject: 'name',
  signs: 'programs say that they can not resolve a host, while its address still answers',
  example: 'fault dns-failing db --pods=app=web --how=servfail',
  begin: (ground, values, strike) =>
    ground.network.dnsTroubles.add(({ from, name }) => {
      if (values.name !== undefined && !name.includes(values.name)) return undefined
      if (!isChosenPod(values, from)) return undefined
      const asker = from.name === undefined ? `node/${from.nodeName ?? 'outside'}` : podText(from)
      return strike(`${asker} (${name})`) ? codes[values.how ?? 'timeout'] : undefined
    }),
})
