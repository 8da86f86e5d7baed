import { describe, expect, test } from '@jest/globals'
import { CommandError } from '../../../src/kubectl/errors.ts'
import { jsonPathPrinter } from '../../../src/kubectl/output/jsonpath.ts'
import { pod } from './pod.ts'

const print = (template: string, asJson = false): string => jsonPathPrinter(template, { allowMissingKeys: true, asJson }).print(pod)
const problem = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof CommandError) return error.message
    throw error
  }
  return ''
}

// Recorded: kubectl annotate --local -f pod.json x- -o jsonpath=…
describe('jsonpath prints', () => {
  test.each([
    ['.metadata.name', '.metadata.name'],
    ['{.metadata.name}', 'web'],
    ['{$.metadata.name}', 'web'],
    ['{.metadata.labels}', '{"a.b/c":"d\\u003c\\u0026\\u003e","app":"x"}'],
    ['{.spec.containers[*].name}', 'a b c'],
    ['{.spec.containers[0:2].name}', 'a b'],
    ['{.spec.containers[-1].name}', 'c'],
    ['{.spec.containers[0::2].name}', 'a c'],
    ['{.spec.containers[0,1].name}', 'a b'],
    ['{.spec.containers[0].z}', 'null'],
    ['{.spec.containers[0].t} {.spec.containers[0].f} {.spec.fl} {.spec.sm} {.spec.fb} {.spec.big}', 'true 1.5 1e+21 1e-07 1.2345675e+06 12345678901234'],
    ['{.nope.x}', ''],
    ['{.metadata.labels.a\\.b/c}', 'd<&>'],
    ["{.metadata.labels['a\\.b/c']}", 'd<&>'],
    ["{.metadata['name','labels']}", 'web {"a.b/c":"d\\u003c\\u0026\\u003e","app":"x"}'],
    ['{.spec.containers[?(@.name=="a")].n}', '1'],
    ['{.spec.containers[?(@.n>1)].name}', 'b'],
    ['{.spec.containers[?(@.e)].name}', 'b'],
    ['{.spec.containers[?(@.t==true)].name}', 'a'],
    ['{.spec.containers[?(@.ports[0]==1)].name}', 'a'],
    ['{range .spec.containers[*]}{.name}{"\\t"}{.n}{"\\n"}{end}', 'a\t1\nb\t2\nc\t\n'],
    ['{range .spec.containers[*]}{range .ports[*]}{@},{end};{end}', '1,2,3,;;;'],
    ['{range .spec.nope[*]}{.x}{end}done', 'done'],
    ['a{"b"}c{1}{true}{1.5}', 'abc1true1.5'],
    ['{.metadata.name}}', 'web}'],
  ])('%s', (template, text) => {
    expect(print(template)).toBe(text)
  })

  test('as JSON: every result in a list', () => {
    expect(print('{.spec.containers[*].n}', true)).toBe('[\n    1,\n    2\n]\n')
  })
})

describe('jsonpath refuses', () => {
  test.each([
    ['{.a', 'unclosed action'],
    ['{"x}', 'unterminated quoted string'],
    ['{(}', "unrecognized character in action: U+0028 '('"],
    ['{.a[x]}', 'invalid array index x'],
    ['{.a[0', 'unterminated array'],
    ['{....}', 'invalid multiple recursive descent'],
    ['{.a[?(@.b=="c"].d}', 'unterminated filter'],
  ])('%s', (template, message) => {
    expect(problem(() => print(template))).toBe(`error parsing jsonpath ${template}, ${message}`)
  })

  test('what does not fit the object, showing the object', () => {
    const small = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, list: [1, 'x', null, 1.5, true] } as never
    expect(problem(() => jsonPathPrinter('{.list[5]}', { allowMissingKeys: true }).print(small))).toBe(
      'error executing jsonpath "{.list[5]}": Error executing template: array index out of bounds: index 5, length 5. Printing more information for debugging the template:\n' +
        '\ttemplate was:\n\t\t{.list[5]}\n' +
        '\tobject given to jsonpath engine was:\n' +
        '\t\tmap[string]interface {}{"apiVersion":"v1", "kind":"Pod", "list":[]interface {}{1, "x", interface {}(nil), 1.5, true}, "metadata":map[string]interface {}{"name":"a"}}\n\n\n',
    )
  })
})
