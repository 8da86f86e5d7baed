/** `auth whoami`: who the server takes you for. Models kubectl pkg/cmd/auth/whoami.go. */
import { apiVersionOf, pathOf, selfSubjectReviews } from '../../../api/kinds.ts'
import type { AnyObject } from '../../../api/object.ts'
import { isNotFound, isReason } from '../../../api/status.ts'
import type { UserInfo } from '../../../api/types.ts'
import { defineCommand, type Invocation } from '../../command.ts'
import { CommandError } from '../../errors.ts'
import { byBytes } from '../../output/go-value.ts'
import { TabWriter } from '../../output/tab-writer.ts'
import { request } from '../../rest.ts'
import { outputFlags } from '../../shared-flags.ts'
import { resultPrinter } from '../result-printer.ts'

export const whoami = defineCommand({
  name: 'auth whoami',
  usage: 'auth whoami',
  summary: 'Show whom the server takes you for',
  description: 'Shows the name under which the server knows you, your groups, and what else was said of you when you logged in.',
  examples: [
    { about: 'Show who you are', line: 'kubectl auth whoami' },
    { about: 'The same as JSON', line: 'kubectl auth whoami -o json' },
  ],
  flags: outputFlags,
  async run(invocation) {
    const printer = invocation.changed('output') ? await resultPrinter(invocation, 'none', { typed: true }) : undefined
    const review = await ask(invocation)
    if (printer) printer.print(review, '')
    else invocation.io.stdout(table((review.status?.userInfo ?? {}) as UserInfo))
  },
})

async function ask({ transport }: Invocation): Promise<AnyObject> {
  const body = { kind: selfSubjectReviews.kind, apiVersion: apiVersionOf(selfSubjectReviews), metadata: {}, status: { userInfo: {} } }
  try {
    return await request<AnyObject>(await transport(), 'POST', pathOf(selfSubjectReviews, ''), { body })
  } catch (error) {
    if (isReason(error, 'Forbidden'))
      throw new CommandError('the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it')
    if (isNotFound(error)) throw new CommandError('the selfsubjectreviews API is not enabled in the cluster')
    throw error
  }
}

function table({ username, uid, groups = [], extra = {} }: UserInfo): string {
  const writer = new TabWriter()
  writer.write('ATTRIBUTE\tVALUE\n')
  if (username) writer.write(`Username\t${username}\n`)
  if (uid) writer.write(`UID\t${uid}\n`)
  if (groups.length > 0) writer.write(`Groups\t[${groups.join(' ')}]\n`)
  for (const key of Object.keys(extra).sort(byBytes)) writer.write(`Extra: ${key}\t[${(extra[key] ?? []).join(' ')}]\n`)
  return writer.flush()
}
