/** `whoami`: answers with who asked. */
import { definePlugin } from '../plugin.ts'

export const whoami = definePlugin({
  name: 'whoami',
  setup: () => () => (question) => ({ code: 'NOERROR', answer: [{ name: question.name, type: 'A', ttl: 0, data: question.client }], authoritative: true }),
})
