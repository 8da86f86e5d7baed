import { describe, expect, test } from '@jest/globals'
import type { CommandDefinition } from '../../src/kubectl/command.ts'
import { type CommandEntry, commandTable, type FlagEntry } from '../../src/kubectl/flag-table.ts'
import { type Flag, type FlagTable, readers } from '../../src/kubectl/flags.ts'
import { root } from '../../src/kubectl/kubectl.ts'
import { explainLine as explain } from '../../src/tutor/insight/explain-line.ts'
import { flagPage } from '../../src/tutor/insight/flag-pages.ts'
import { complaint } from './run.ts'

// Names, shorthands, types and defaults are compared with the real kubectl by test/conformance/flags.mjs.

const table = commandTable()
const explainLine = (line: string) => explain(line, table)
const shown = table.commands.filter(({ hidden, name }) => hidden !== true && !['help', 'options'].includes(name))
const flagsOf = ({ flags }: CommandEntry) => flags.filter(({ hidden }) => hidden !== true)
const named = (name: string) => table.commands.find((command) => command.name === name) as CommandEntry
const flagOf = (command: string, flag: string) => named(command).flags.find(({ name }) => name === flag) as FlagEntry

test('the text of every flag is read by its type, so that a table without code can tell what is no value', () => {
  const own = (command: CommandDefinition): CommandDefinition[] => [command, ...(command.subcommands ?? []).flatMap(own)]
  const flags = own(root).flatMap((command) =>
    Object.entries(command.flags as FlagTable).map(([name, flag]) => ({ flag: `${command.name} --${name}`, ...flag })),
  )
  expect(flags.length).toBeGreaterThan(900)
  const samples = ['', '0', '7', '-1', '0x1f', 'true', 'maybe', '10s', '1d', 'a=b', 'a', 'a,b', '9999999999999']
  const takes = (parse: Flag<any>['parse'] | undefined, text: string): boolean => {
    try {
      parse?.(text, undefined, false)
      return parse !== undefined
    } catch {
      return false
    }
  }
  const odd = flags.filter(({ type, parse }) => samples.some((text) => takes(parse, text) !== takes(readers[type], text)))
  expect(odd.map(({ flag }) => flag)).toEqual([])
})

test('kubectl 1.36.3 has 108 commands, 919 flags of theirs, and 29 that every command takes', () => {
  expect(shown).toHaveLength(108)
  expect(shown.flatMap(flagsOf)).toHaveLength(919)
  expect(table.global).toHaveLength(29)
})

describe('every command', () => {
  test('has a summary of its own', () => {
    const summaries = table.commands.map(({ summary }) => summary)
    expect(summaries.filter((summary) => summary.length < 10)).toEqual([])
    expect(summaries.filter((summary, i) => summaries.indexOf(summary) !== i)).toEqual([])
  })

  test('has a usage line that begins with its name', () => {
    for (const { name, usage } of table.commands) expect(usage.startsWith(`kubectl ${name}`)).toBe(true)
  })

  test('of one word has a place in the list of kubectl --help, or is one of the others', () => {
    const others = shown.filter(({ name, group }) => !name.includes(' ') && group === undefined).map(({ name }) => name)
    expect(others).toEqual(['config', 'plugin', 'version', 'api-versions', 'api-resources', 'kuberc'])
  })

  test('has examples that make sense', () => {
    const lines = table.commands.flatMap(({ examples }) => examples.map(({ line }) => line))
    expect(lines.filter((line) => explainLine(line).some(({ role }) => role === 'unknown'))).toEqual([])
  })
})

describe('every flag', () => {
  const all = [
    ...table.commands.flatMap(({ name, flags }) => flags.map((flag) => ({ command: name, flag }))),
    ...table.global.map((flag) => ({ command: '', flag })),
  ]

  test('has a meaning, said as a sentence', () => {
    expect(all.filter(({ flag }) => !/^\S.{8,}[.)…\]]$/.test(flag.meaning)).map(({ command, flag }) => `${command} --${flag.name}: ${flag.meaning}`)).toEqual(
      [],
    )
  })

  test('does not mean what another flag means', () => {
    const names = new Map<string, Set<string>>()
    for (const { flag } of all) names.set(flag.meaning, (names.get(flag.meaning) ?? new Set()).add(flag.name))
    expect([...names].filter(([, flags]) => flags.size > 1).map(([meaning, flags]) => `${[...flags].join(', ')}: ${meaning}`)).toEqual([])
  })

  test('that has an example is used in it, rightly', () => {
    const examples = all.flatMap(({ flag }) => (flag.example === undefined ? [] : [{ flag, line: flag.example }]))
    expect(examples.length).toBeGreaterThan(100)
    const unused = examples.filter(({ flag, line }) => !new RegExp(`\\s(--${flag.name}|-[a-zA-Z]*${flag.shorthand ?? '-'})`).test(line))
    expect(unused.map(({ flag, line }) => `--${flag.name}: ${line}`)).toEqual([])
    expect(examples.filter(({ line }) => explainLine(line).some(({ role }) => role === 'unknown')).map(({ line }) => line)).toEqual([])
  })

  test('is written down as pflag knows it', () => {
    expect(flagOf('get', 'output')).toMatchObject({ shorthand: 'o', type: 'string', default: '' })
    expect(flagOf('get', 'label-columns')).toMatchObject({ shorthand: 'L', type: 'stringSlice', default: '[]' })
    expect(flagOf('create ingress', 'rule')).toMatchObject({ type: 'stringArray', default: '[]' })
    expect(flagOf('delete', 'cascade')).toMatchObject({ type: 'string', default: 'background', bare: 'background' })
    expect(flagOf('drain', 'timeout')).toMatchObject({ type: 'duration', default: '0s' })
    expect(flagOf('autoscale', 'max')).toMatchObject({ type: 'int32', default: '-1', required: true })
    expect(flagOf('autoscale', 'cpu-percent')).toMatchObject({ hidden: true, deprecated: expect.stringContaining('Use --cpu') })
  })
})

describe('a command that is not simulated', () => {
  const lines: Record<string, string> = {
    'get -k shop': '-k: real kubectl has this; ktutor does not simulate it yet: it would build the kustomization in that folder and use what comes out',
  }
  for (const [line, message] of Object.entries(lines))
    test(`says what it would do: ${line}`, async () => {
      expect(await complaint(line)).toBe(`ktutor: ${message}\n? 1`)
    })

  test('is strict about its flags all the same', async () => {
    expect(await complaint('proxy --prot=1')).toBe("error: unknown flag: --prot\nSee 'kubectl proxy --help' for usage.\n? 1")
    expect(await complaint('diff --nonsense')).toBe("error: unknown flag: --nonsense\nSee 'kubectl diff -h' for help and examples\n? 2")
  })
})

describe('ktutor flags', () => {
  const page = (...words: string[]) => flagPage(table, words).lines.join('\n')

  test('shows a command', () => {
    expect(page('cordon')).toBe(`kubectl cordon NODE [options]
${named('cordon').summary}

      --dry-run='none'
        ${flagOf('cordon', 'dry-run').meaning}
  -l, --selector=''
        ${flagOf('cordon', 'selector').meaning}

And the 29 flags that every command takes: kubectl options lists them.`)
  })

  test('shows one flag, however it is called', () => {
    const expected = `kubectl top pod --containers

  A line for each container rather than for each pod.

  type      bool
  default   false
  alone     means true
  example   kubectl top pod web --containers`
    expect(page('top', 'pod', '--containers')).toBe(expected)
    expect(page('kubectl', 'top', 'po', 'containers')).toBe(expected)
  })

  test('shows who has a flag', () => {
    expect(flagPage(table, ['--cpu']).lines.at(-1)).toBe('        in: autoscale')
    expect(page('-A')).toContain('in: ')
  })

  test('of all commands begins with the count', () => {
    expect(flagPage(table, []).lines[0]).toBe('108 commands with 919 flags, and 29 flags that every command takes.')
  })

  test('helps with a slip of the finger', () => {
    expect(flagPage(table, ['get', '--ouptut'])).toMatchObject({ found: false, lines: ['kubectl get has no flag --ouptut; did you mean --output?'] })
    expect(flagPage(table, ['gte'])).toMatchObject({ found: false, lines: ['no command and no flag is called gte; did you mean get?'] })
  })
})
