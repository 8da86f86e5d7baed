import { defineCommand } from '../command.ts'
import { setEnv } from './set/env.ts'
import { setImage } from './set/image.ts'
import { setResources } from './set/resources.ts'
import { setSelector } from './set/selector.ts'
import { setServiceAccount } from './set/service-account.ts'
import { setSubject } from './set/subject.ts'

export const set = defineCommand({
  name: 'set',
  usage: 'set SUBCOMMAND',
  group: 'Basic Commands (Beginner)',
  summary: 'Set specific features on objects',
  description: 'Changes one thing about objects that are there.',
  flags: {},
  subcommands: [setImage, setResources, setSelector, setSubject, setServiceAccount, setEnv],
})
