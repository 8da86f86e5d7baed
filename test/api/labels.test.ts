import { describe, expect, test } from '@jest/globals'
import { formatFieldSelector, matchesFields, parseFieldSelector } from '../../src/api/field-selector.ts'
import { parseSelector } from '../../src/api/label-selector.ts'
import {
  formatLabelSelector,
  formatSelector,
  matches,
  matchesLabelSelector,
  matchLabels,
  toLabelSelector,
  validateLabelSelector,
} from '../../src/api/labels.ts'
import { fieldErrorText } from '../../src/api/status.ts'

const problem = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('label selectors', () => {
  test('choose by labels', () => {
    const chooses = (text: string, labels: Record<string, string>) => matches(parseSelector(text), labels)
    expect(chooses('app=web,tier in (front, back)', { app: 'web', tier: 'back' })).toBe(true)
    expect(chooses('app!=web', {})).toBe(true)
    expect(chooses('app notin (web)', { app: 'web' })).toBe(false)
    expect([chooses('!a', {}), chooses('a', { a: '' }), chooses('a', {})]).toEqual([true, true, false])
    expect([chooses('n>3', { n: '10' }), chooses('n<3', { n: 'x' })]).toEqual([true, false])
    expect(matchLabels({ a: '1' }, { a: '1', b: '2' })).toBe(true)
  })

  test('are written sorted', () => {
    expect(formatSelector(parseSelector('z, !a,b notin (y,x), c==1,d>2, e in ()'))).toBe('!a,b notin (x,y),c==1,d>2,e in (),z')
    expect(toLabelSelector(parseSelector('b in (x),a=1,!c'))).toEqual({
      matchLabels: { a: '1' },
      matchExpressions: [
        { key: 'b', operator: 'In', values: ['x'] },
        { key: 'c', operator: 'DoesNotExist' },
      ],
    })
  })

  // Recorded: kubectl create pdb x --selector=… --min-available=1 --dry-run=client
  const name =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  const value =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
  test.each([
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a,', "found '', expected: identifier after ','"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=b c', "found 'c', expected: ',' or 'end of string'"],
    ['a>x', `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`],
    ['-a=b', `unable to parse requirement: <nil>: Invalid value: "-a": ${name}`],
    ['a=-b', `unable to parse requirement: values[0][a]: Invalid value: "-b": ${value}`],
  ])('%s', (text, message) => {
    expect(problem(() => parseSelector(text))).toBe(message)
  })

  test('in specs: none chooses nothing, an empty one everything', () => {
    const spec = { matchLabels: { b: '1' }, matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] }
    expect([matchesLabelSelector(undefined, {}), matchesLabelSelector({}, undefined), matchesLabelSelector(spec, { a: 'x', b: '1' })]).toEqual([
      false,
      true,
      true,
    ])
    expect([formatLabelSelector(spec), formatLabelSelector({}), formatLabelSelector(undefined)]).toEqual(['a in (x,y),b=1', '<none>', '<none>'])
    const broken = {
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: 'b', operator: 'Near', values: ['-'] },
      ],
    }
    expect(validateLabelSelector(broken, 'spec.selector').map(fieldErrorText)).toEqual([
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'spec.selector.matchExpressions[1].operator: Invalid value: "Near": not a valid selector operator',
      `spec.selector.matchExpressions[1].values[0]: Invalid value: "-": ${value}`,
    ])
  })
})

describe('field selectors', () => {
  test('compare texts', () => {
    const selector = parseFieldSelector('status.phase!=Running,metadata.name==a\\,b')
    expect(formatFieldSelector(selector)).toBe('metadata.name=a\\,b,status.phase!=Running')
    expect(matchesFields(selector, (field) => ({ 'metadata.name': 'a,b', 'status.phase': 'Pending' })[field] ?? '')).toBe(true)
  })
  test.each([
    ['abc', "invalid selector: 'abc'; can't understand 'abc'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=\\x', 'invalid field selector: invalid escape sequence: \\x'],
  ])('%s', (text, message) => {
    expect(problem(() => parseFieldSelector(text))).toBe(message)
  })
})
