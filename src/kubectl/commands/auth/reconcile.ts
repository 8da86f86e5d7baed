import { defineCommand } from '../../command.ts'
import { CommandError, NotSimulated } from '../../errors.ts'
import { bool } from '../../flags.ts'
import { requireFiles } from '../../resources/manifests.ts'
import { dryRunFlag, filenameFlags, outputFlags } from '../../shared-flags.ts'

export const reconcile = defineCommand({
  name: 'auth reconcile',
  usage: 'auth reconcile -f FILENAME',
  summary: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  description: `Brings roles and bindings to what a file says, and creates those that are missing, with their namespaces.

A role that is there gets the rules that it lacks, a binding the subjects. What they have beyond the file stays, unless the flags say otherwise. "kubectl apply" does not know what rules mean; this does.`,
  examples: [{ about: 'Bring roles to what a file says', line: 'kubectl auth reconcile -f roles.yaml' }],
  flags: {
    ...outputFlags,
    ...filenameFlags('with the roles and bindings'),
    ...dryRunFlag,
    'remove-extra-permissions': bool(false, 'Take from roles the rules that the file does not have.'),
    'remove-extra-subjects': bool(false, 'Take from bindings the subjects that the file does not have.'),
  },
  async run({ args, flags }) {
    requireFiles(flags)
    if (args.length > 0) throw new CommandError('no arguments are allowed')
    throw new NotSimulated('auth reconcile', 'give roles the rules and bindings the subjects that the file has and they lack')
  },
})
