import type { ShellCommand } from '../../shell/command.ts'
import type { Tutor } from './tutor.ts'

export const learn = ({ learn: show }: Pick<Tutor, 'learn'>): ShellCommand => ({
  name: 'learn',
  summary: 'learn CONCEPT: what a thing is (pod, namespace, rbac …)',
  run: async (words, io) => show(words.join(' '), io),
})
