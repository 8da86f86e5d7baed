/** The words under `kubectl rollout`: how the pods of a workload come to a new template, and back. */
import { defineCommand } from '../../command.ts'
import { history } from './history.ts'
import { pause } from './pause.ts'
import { restart } from './restart.ts'
import { resume } from './resume.ts'
import { status } from './status.ts'
import { undo } from './undo.ts'

export const rollout = defineCommand({
  name: 'rollout',
  usage: 'rollout SUBCOMMAND',
  group: 'Deploy Commands',
  summary: 'Follow, undo, hold or repeat the rollout of a workload',
  description: `Looks after the rollout of deployments, daemonsets and statefulsets: pods of an old template make way for pods of a new one, a few at a time.`,
  examples: [
    { about: 'Go back to the template before', line: 'kubectl rollout undo deployment/web' },
    { about: 'See how far a rollout has come', line: 'kubectl rollout status daemonset/agent' },
    { about: 'Replace the pods of a deployment by new ones', line: 'kubectl rollout restart deployment/web' },
    { about: 'The same for all deployments with a label', line: 'kubectl rollout restart deployment --selector=app=web' },
  ],
  flags: {},
  alone: { to: 'stdout', exitCode: 1 },
  subcommands: [history, pause, resume, undo, status, restart],
})
