/** `loadbalance`: turns the order of addresses, so that clients who take the first share out. */
import { definePlugin } from '../plugin.ts'

export const loadbalance = definePlugin({
  name: 'loadbalance',
  setup:
    (_, { host }) =>
    (next) =>
    (question) => {
      const reply = next(question)
      const turned = reply.answer.filter(({ type }) => type === 'A' || type === 'AAAA')
      if (turned.length < 2) return reply
      const turn = host.random.below(turned.length)
      const others = reply.answer.filter(({ type }) => type !== 'A' && type !== 'AAAA')
      return { ...reply, answer: [...others, ...turned.slice(turn), ...turned.slice(0, turn)] }
    },
})
