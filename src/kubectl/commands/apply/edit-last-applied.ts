import { defineCommand } from '../../command.ts'
import { bool } from '../../flags.ts'
import { fieldManagerFlag, filenameFlags, outputFlags, validateFlag } from '../../shared-flags.ts'
import { editLastAppliedObjects } from '../editing/last-applied.ts'

export const editLastApplied = defineCommand({
  name: 'apply edit-last-applied',
  usage: 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  summary: 'Edit the note of what was applied last',
  description: 'Opens what apply remembers in an editor, and writes it back.',
  examples: [{ about: 'Edit what was applied last to the deployment web', line: 'kubectl apply edit-last-applied deployment/web' }],
  flags: {
    ...outputFlags,
    ...filenameFlags('that names the objects'),
    ...validateFlag,
    ...fieldManagerFlag('kubectl-client-side-apply'),
    'windows-line-endings': bool(false, 'End lines as Windows does.'),
  },
  run: editLastAppliedObjects,
})
