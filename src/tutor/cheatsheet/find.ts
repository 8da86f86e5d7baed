/**
 * Which lines a learner means: those of a topic, or those in which every word occurs: in the line, in its sentence, or as
 * another name of a flag (`-l` and `--selector`) or of a kind (`po`, `pod`, `pods`).
 */
import { findCommand, flagsOf } from '../../kubectl/find-command.ts'
import type { Flag } from '../../kubectl/flags.ts'
import { root } from '../../kubectl/kubectl.ts'
import type { CheatLine, Cheatsheet, Topic } from './schema.ts'

/** Topics with those of their lines that are meant; none if nothing fits. Without words, everything. */
export function findLines({ topics }: Cheatsheet, words: readonly string[]): readonly Topic[] {
  const topic = topicNamed(topics, words.join(' '))
  if (topic) return [topic]
  const fits = (line: CheatLine): boolean => {
    const own = wordsOf(line)
    return words.every((word) => ownForms(word).some((form) => own.has(form)) || occurs(line, word))
  }
  return topics.map((one) => ({ ...one, lines: one.lines.filter(fits) })).filter(({ lines }) => lines.length > 0)
}

/** By its id, by its title, or by another name of it. */
const topicNamed = (topics: readonly Topic[], name: string): Topic | undefined =>
  topics.find(({ id, title, also }) => [id, title.toLowerCase(), ...also].includes(name.trim().toLowerCase()))

/** Part of a word is enough, but not for a flag: -l is not part of -loud. */
const occurs = ({ line, says }: CheatLine, word: string): boolean =>
  !word.startsWith('-') && word.length > 2 && `${line} ${says}`.toLowerCase().includes(word.toLowerCase())

/** All words of a line and other names for them. */
function wordsOf({ line, says }: CheatLine): ReadonlySet<string> {
  const [own = '', inside = ''] = line.split(' -- ')
  const command = commandWords(own)
  const table = Object.entries(flagsOf(findCommand(root, command).command))
  const flags = command.map((word) => /^-{1,2}[a-zA-Z][-a-zA-Z]*/.exec(word)?.[0]).filter((flag) => flag !== undefined)
  const words = `${own} ${inside} ${says}`
    .split(/[\s,;:/=|'"]+/)
    .filter((word) => !word.startsWith('-'))
    .map((word) => word.replace(/\.$/, ''))
  return new Set([...words.flatMap(ownForms), ...flags.flatMap((flag) => [flag, ...otherNames(flag, table)])])
}

/** As it is for a flag, whose case matters; else in small letters, and a kind in all of its forms. */
function ownForms(word: string): readonly string[] {
  if (word.startsWith('-')) return [word]
  const small = word.toLowerCase()
  return kinds.find((forms) => forms.includes(small)) ?? [small]
}

/** `-n` is `--namespace`, and the other way round, as the command's own table of flags says; `-it` is two flags. */
function otherNames(flag: string, table: readonly (readonly [string, Flag<unknown>])[]): string[] {
  const meant = (name: string, { shorthand }: Flag<unknown>): boolean =>
    flag.startsWith('--') ? name === flag.slice(2) : shorthand !== undefined && flag.includes(shorthand)
  return table.filter(([name, one]) => meant(name, one)).flatMap(([name, { shorthand }]) => [`--${name}`, ...(shorthand ? [`-${shorthand}`] : [])])
}

/** What stands behind the first kubectl, up to the end of that command. */
const commandWords = (line: string): string[] => (/kubectl ([^|>]*)/.exec(line)?.[1] ?? '').trim().split(/\s+/)

const kinds: readonly (readonly string[])[] = [
  ['pod', 'pods', 'po'],
  ['deployment', 'deployments', 'deploy'],
  ['replicaset', 'replicasets', 'rs'],
  ['service', 'services', 'svc'],
  ['endpointslice', 'endpointslices'],
  ['configmap', 'configmaps', 'cm'],
  ['secret', 'secrets'],
  ['namespace', 'namespaces', 'ns'],
  ['quota', 'resourcequota', 'resourcequotas'],
  ['role', 'roles'],
  ['rolebinding', 'rolebindings'],
  ['clusterrole', 'clusterroles'],
  ['clusterrolebinding', 'clusterrolebindings'],
  ['serviceaccount', 'serviceaccounts', 'sa'],
  ['node', 'nodes', 'no'],
  ['event', 'events', 'ev'],
]
