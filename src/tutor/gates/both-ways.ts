/**
 * What can be told to the cluster and can be written down is shown both ways: a command that does it, and a file or an edit
 * that says what is to be. A step for which one of them makes no sense says why, in `one-way`.
 */
import { findCommand, lastWord } from '../../kubectl/find-command.ts'
import { root } from '../../kubectl/kubectl.ts'
import { tokenize } from '../../shell/tokens.ts'
import type { Lesson } from '../lesson/load.ts'
import type { Step } from '../lesson/schema.ts'
import type { Way } from '../lesson/solution.ts'

type Style = 'imperative' | 'declarative'

const styles: readonly Style[] = ['imperative', 'declarative']

/** What is missing of a step, or nothing. */
export function bothWays({ ways }: Lesson, step: Step): { expected: string; seen: string }[] {
  const own = ways.filter((way) => way.step === step.id)
  const found = new Set(own.map(styleOf).filter((style) => style !== undefined))
  const missing = styles.filter((style) => !found.has(style))
  const reason = step['one-way']
  if (missing.length === 1 && reason === undefined)
    return [
      {
        expected: `a way that is ${missing[0]} besides the ${[...found][0]} (solution.md), or one-way: why there is none`,
        seen: own.map(({ name }) => name).join(', '),
      },
    ]
  return missing.length !== 1 && reason !== undefined ? [{ expected: 'no one-way: nothing is missing', seen: reason }] : []
}

/** Whoever writes something down works declaratively, whatever commands stand around that. undefined: neither, or nothing that has another way. */
export function styleOf({ exchanges }: Way): Style | undefined {
  const found = exchanges.flatMap(({ command }) => stylesIn(command))
  return found.includes('declarative') ? 'declarative' : found[0]
}

const declarative = new Set(['apply', 'replace', 'edit', 'patch'])
/** Commands for which an object could be written down as well. Deleting, running, signing and copying have no such other way. */
const imperative = new Set(['run', 'create', 'scale', 'label', 'annotate', 'set', 'expose', 'autoscale', 'taint', 'cordon', 'uncordon'])

function stylesIn(line: string): Style[] {
  return kubectlCommands(line).flatMap((words): Style[] => {
    const { command, rest } = findCommand(root, words)
    const verb = command.name.split(' ')[0] ?? ''
    if (rest.some((word) => /^--(dry-run|local)/.test(word)) || lastWord(command) === 'token') return []
    const reads = rest.some((word) => /^(-f|-k|--filename|--kustomize)/.test(word))
    if (declarative.has(verb) || (verb === 'create' && reads)) return ['declarative']
    return imperative.has(verb) ? ['imperative'] : []
  })
}

/** The words behind each `kubectl` of a line, up to the next sign of the shell. */
function kubectlCommands(line: string): string[][] {
  const commands: string[][] = []
  let words: string[] | undefined
  for (const { text, operator } of tokenize(line) ?? []) {
    if (operator || text === '\n') words = undefined
    else if (text === 'kubectl' || text === 'k') commands.push((words = []))
    else words?.push(text)
  }
  return commands
}
