/**
 * CEL's own conformance suite (cel-spec's tests, as packed by @bufbuild/cel-spec). What needs protocol buffers' messages, enums,
 * wrappers or a container is passed over, and so is what
 * runs without having been checked, and the extensions that Kubernetes does not turn on.
 */
import { tests } from '@bufbuild/cel-spec/testdata/conformance.js'
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js'
import { describe, expect, test } from '@jest/globals'
import { compile } from '../../../src/control-plane/api-server/cel/cel.ts'
import { formatDouble } from '../../../src/control-plane/api-server/cel/functions/conversions.ts'
import * as t from '../../../src/control-plane/api-server/cel/language/types.ts'
import { isList, isMap, Optional, TypeValue, typeName, Uint, type Value } from '../../../src/control-plane/api-server/cel/language/values.ts'

const suites =
  'basic comparisons conversions fields fp_math integer_math lists logic macros macros2 optionals parse plumbing string string_ext timestamps'.split(' ')

const primitives: Record<string, t.Type> = { BOOL: t.bool, INT64: t.int, UINT64: t.uint, DOUBLE: t.double, STRING: t.string, BYTES: t.bytes }

function typeOf(type: any): t.Type {
  if (type?.primitive) return primitives[type.primitive] ?? t.dyn
  if (type?.listType) return t.list(typeOf(type.listType.elemType))
  if (type?.mapType) return t.map(typeOf(type.mapType.keyType), typeOf(type.mapType.valueType))
  return t.dyn
}

function read(value: any): Value {
  const [[kind, content]] = Object.entries(value) as [[string, any]]
  if (kind === 'int64Value') return BigInt(content)
  if (kind === 'uint64Value') return new Uint(BigInt(content))
  if (kind === 'doubleValue') return Number(content)
  if (kind === 'bytesValue') return Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
  if (kind === 'listValue') return (content.values ?? []).map(read)
  if (kind === 'mapValue') return new Map((content.entries ?? []).map((entry: any) => [read(entry.key), read(entry.value)]))
  if (kind === 'typeValue') return new TypeValue(content)
  if (kind === 'nullValue') return null
  return content
}

/** A text by which values of the suite and ours can be compared. */
function show(value: Value): string {
  if (typeof value === 'number') return `double ${formatDouble(value)}`
  if (value instanceof Uint) return `${value.value}u`
  if (value instanceof TypeValue) return `type ${value.name}`
  if (value instanceof Uint8Array) return `bytes ${[...value]}`
  if (value instanceof Optional) return `optional ${value.value === undefined ? '' : show(value.value)}`
  if (isList(value)) return `[${value.map(show)}]`
  if (isMap(value)) return `{${[...value].map(([key, each]) => `${show(key)}: ${show(each)}`).sort()}}`
  if (typeof value === 'string') return JSON.stringify(value)
  return value === null || typeof value !== 'object' ? `${typeof value} ${value}` : typeName(value)
}

interface Case {
  name: string
  expr: string
  [more: string]: any
}

const needsMessages = (each: Case): boolean =>
  each.container ||
  each.disableCheck ||
  each.typeEnv?.some((declared: any) => declared.function || declared.name.includes('.')) ||
  /TestAllTypes|google\.protobuf|NestedEnum|GlobalEnum/.test(each.expr) ||
  JSON.stringify(each).includes('objectValue')

function answer(each: Case): string {
  const declared = (each.typeEnv ?? []).map(({ name, ident }: any) => [name, typeOf(ident.type)])
  const variables = Object.fromEntries(Object.entries(each.bindings ?? {}).map(([name, { value }]: any) => [name, read(value)]))
  const compiled = compile(each.expr, { variables: Object.fromEntries(declared), mixedLiterals: true })
  if ('problem' in compiled) return 'error'
  try {
    return show(compiled.program.evaluate(variables))
  } catch {
    return 'error'
  }
}

const expected = (each: Case): string => (each.evalError ? 'error' : show(read(each.value ?? each.typedResult?.result ?? { boolValue: true })))

const casesOf = (suite: any): Case[] => [...(suite.suites ?? []).flatMap(casesOf), ...(suite.tests ?? []).map((each: any) => each.original)]

describe.each(suites)('%s', (name) => {
  test('as the specification has it', () => {
    const suite = (tests.suites ?? []).find((each) => each.name === name)
    const cases = casesOf(suite).filter((each) => !needsMessages(each))
    expect(cases.length).toBeGreaterThan(3)
    const wrong = cases.flatMap((each) =>
      answer(each) === expected(each) ? [] : [`${each.name}: ${each.expr.trim()} should be ${expected(each)}, is ${answer(each)}`],
    )
    expect(wrong).toEqual([])
  })
})

/** Where ANTLR, having met an error, goes on to find more; and two that hang on how cel-go's test was set up. */
const otherwise = /^(\*@a|m\.existsOne|\{foo: 5|\s+'😁'|\[1, 2, 3\]\.map\(var|func\{\{|msg\{:|\{:a|--$|a \? b \(\(|ó|x\{\?|noop|`b-c`|'\\udead|'3#|TestAll|y!=)/

test('errors are worded as cel-go words them', () => {
  const cases = casesWithErrors(parsing).filter(({ error }) => !/unsupported syntax|recursion|limit exceeded/.test(error))
  expect(cases.length).toBeGreaterThan(100)
  const different = cases.flatMap(({ expr, error }) => {
    const compiled = compile(expr, { variables: {} })
    const problem = 'problem' in compiled ? compiled.problem : 'none'
    return problem === error.replaceAll('ERROR: :', 'ERROR: <input>:') || otherwise.test(expr) ? [] : [{ expr, error, problem }]
  })
  expect(different).toEqual([])
})

const casesWithErrors = (suite: any): { expr: string; error: string }[] => [
  ...(suite.suites ?? []).flatMap(casesWithErrors),
  ...(suite.tests ?? []).flatMap((each: any) => (each.error ? [{ expr: each.original.expr, error: each.error }] : [])),
]
