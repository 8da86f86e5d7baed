import { describe, expect, test } from '@jest/globals'
import { formatDuration, parseDuration } from '../../src/api/duration.ts'
import { bool, duration, int, int64, string, stringArray, stringSlice, stringToString } from '../../src/kubectl/flags.ts'
import { parseFlags } from '../../src/kubectl/parse-flags.ts'

const flags = {
  stdin: bool(false, 'reads', { shorthand: 'i' }),
  tty: bool(false, 'is a terminal', { shorthand: 't' }),
  namespace: string('', 'where', { shorthand: 'n' }),
  'dry-run': string('none', 'tries', { bare: 'unchanged' }),
  replicas: int(-1, 'how many'),
  'chunk-size': int64(500, 'in parts'),
  timeout: duration(0, 'how long'),
  env: stringArray([], 'environment'),
  filename: stringSlice([], 'files', { shorthand: 'f' }),
  labels: stringToString({}, 'labels'),
  old: string('', 'before', { deprecated: 'use --new instead.' }),
}

function parsed(...words: string[]) {
  const { values, changed, args, dash } = parseFlags(flags, words, 'get')
  return { ...Object.fromEntries([...changed].map((name) => [name, values[name]])), args, ...(dash < 0 ? {} : { dash }) }
}

describe("pflag's grammar", () => {
  test('values stand after a blank, an equals sign, or nothing', () => {
    for (const words of [['-n', 'x'], ['-nx'], ['-n=x'], ['--namespace', 'x'], ['--namespace=x']])
      expect(parsed(...words)).toEqual({ namespace: 'x', args: [] })
  })

  test('single letters come in clusters, the last one with its value', () => {
    expect(parsed('-it')).toEqual({ stdin: true, tty: true, args: [] })
    expect(parsed('-itnx')).toEqual({ stdin: true, tty: true, namespace: 'x', args: [] })
    expect(parsed('-tn', 'x')).toEqual({ tty: true, namespace: 'x', args: [] })
  })

  test('a value may look like a flag', () => {
    expect(parsed('-n', '--tty')).toEqual({ namespace: '--tty', args: [] })
    expect(parsed('--namespace', '--', 'a')).toEqual({ namespace: '--', args: ['a'] })
  })

  test('flags stand anywhere among the words, up to --', () => {
    expect(parsed('a', '-i', 'b', '--', '-t', 'c')).toEqual({ stdin: true, args: ['a', 'b', '-t', 'c'], dash: 2 })
    expect(parsed('-', 'a')).toEqual({ args: ['-', 'a'] })
  })

  test('some flags may stand alone, and then take no word after them', () => {
    expect(parsed('--dry-run', 'client')).toEqual({ 'dry-run': 'unchanged', args: ['client'] })
    expect(parsed('--tty=false', '--stdin', 'false')).toEqual({ tty: false, stdin: true, args: ['false'] })
  })

  test('underscores are dashes', () => {
    expect(parsed('--dry_run=client')).toEqual({ 'dry-run': 'client', args: [] })
  })

  test('the last of several wins, but lists grow', () => {
    expect(parsed('-n', 'a', '-n', 'b')).toEqual({ namespace: 'b', args: [] })
    expect(parsed('--env=a=1,b', '--env', 'c')).toEqual({ env: ['a=1,b', 'c'], args: [] })
    expect(parsed('-f', 'a,"b,c"', '-fd')).toEqual({ filename: ['a', 'b,c', 'd'], args: [] })
    expect(parsed('--labels=a=1,b=2', '--labels', 'a=3')).toEqual({ labels: { a: '3', b: '2' }, args: [] })
  })

  test("numbers are written as in Go's source", () => {
    const of = (text: string) => parsed(`--replicas=${text}`)
    for (const [text, value] of Object.entries({ '10': 10, '-3': -3, '+3': 3, '0x1f': 31, '0b11': 3, '0o17': 15, '017': 15, '1_000': 1000, '0': 0 }))
      expect(of(text)).toEqual({ replicas: value, args: [] })
    for (const text of ['', '1.5', '1__0', '09', '0b12', 'ten', ' 1']) expect(() => of(text)).toThrow('invalid syntax')
  })

  test('deprecated flags work and say so', () => {
    expect(parseFlags(flags, ['--old=x'], 'get').notices).toEqual(['Flag --old has been deprecated, use --new instead.\n'])
  })
})

describe("Go's durations", () => {
  test('are read', () => {
    for (const [text, ms] of Object.entries({
      '0': 0,
      '10s': 10_000,
      '1m30s': 90_000,
      '1.5h': 5_400_000,
      '-2s': -2000,
      '.5s': 500,
      '300ms': 300,
      '1us': 0.001,
    }))
      expect(parseDuration(text)).toBe(ms)
  })

  test("are refused in Go's words", () => {
    for (const [text, message] of Object.entries({
      '5': 'time: missing unit in duration "5"',
      x: 'time: invalid duration "x"',
      '1x': 'time: unknown unit "x" in duration "1x"',
      '-.s': 'time: invalid duration "-.s"',
      '99999999999s': 'time: invalid duration "99999999999s"',
    }))
      expect(() => parseDuration(text)).toThrow(message)
  })

  test('are written', () => {
    expect([0, 5000, 90_000, 3_600_000, 300, 1500, 0.5].map(formatDuration)).toEqual(['0s', '5s', '1m30s', '1h0m0s', '300ms', '1.5s', '500µs'])
  })
})
