/** `loop`: asks itself a question that nobody else would; who hears it again forwards in a circle. */
import { definePlugin } from '../plugin.ts'

export const loop = definePlugin({
  name: 'loop',
  setup(_, { host, whole, zones, fatal, onStop }) {
    const { clock, random, source } = host
    const name = `${digits(random)}.${digits(random)}${zones[0] === '.' ? '' : `.${zones[0]}`}`
    let heard = 0
    const timer = clock.after(
      random.below(1000),
      () => {
        whole({ name, type: 'HINFO', client: '127.0.0.1', protocol: 'UDP', depth: 0 })
        if (heard > 2)
          fatal(
            `[FATAL] plugin/loop: Loop (${source.ip}:${32_768 + random.below(28_232)} -> :53) detected for zone "${zones[0]}", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO ${name}."\n`,
          )
      },
      { background: true },
    )
    onStop(() => timer.cancel())
    return (next) => (question) => {
      if (question.type === 'HINFO' && question.name === name) heard++
      return heard > 2 ? { code: 'SERVFAIL', answer: [] } : next(question)
    }
  },
})

const digits = (random: { below(n: number): number }): string => `${1 + random.below(9)}${Array.from({ length: 18 }, () => random.below(10)).join('')}`
