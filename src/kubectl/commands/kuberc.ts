import { defineCommand } from '../command.ts'
import { NotSimulated } from '../errors.ts'
import { bool, string, stringArray } from '../flags.ts'
import { objectFormats, outputFlag, outputFlags } from '../shared-flags.ts'

const fileFlag = { kuberc: string('', 'File with the preferences.') }

const set = defineCommand({
  name: 'kuberc set',
  usage: 'kuberc set --section (defaults|aliases) --command COMMAND',
  summary: 'Set a preference: a default of a flag, or an alias for a line',
  flags: {
    ...fileFlag,
    'allowlist-entry': stringArray([], 'Program that may be run for credentials.'),
    appendarg: stringArray([], 'Word to put behind those of an alias.'),
    command: string('', 'Command that the preference is about.'),
    name: string('', 'Name of the alias.'),
    option: stringArray([], 'Flag and its value, as flag=value.'),
    overwrite: bool(false, 'Replace a preference that is there.'),
    policy: string('', 'Which programs may be run for credentials.'),
    prependarg: stringArray([], 'Word to put before those of an alias.'),
    section: string('', 'Kind of preference: defaults, aliases or credentialplugin.', { required: true }),
  },
  async run() {
    throw new NotSimulated('kubectl kuberc set', 'write that preference into your kuberc file')
  },
})

const view = defineCommand({
  name: 'kuberc view',
  usage: 'kuberc view',
  summary: 'Show your preferences',
  flags: { ...outputFlags, ...outputFlag(objectFormats, 'yaml'), ...fileFlag },
  async run() {
    throw new NotSimulated('kubectl kuberc view', 'show your kuberc file')
  },
})

export const kuberc = defineCommand({
  name: 'kuberc',
  usage: 'kuberc SUBCOMMAND',
  summary: 'Manage the file with your preferences for kubectl',
  flags: {},
  subcommands: [view, set],
})
