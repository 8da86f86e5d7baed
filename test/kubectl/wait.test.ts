import { describe, expect, test } from '@jest/globals'
import type { AnyObject } from '../../src/api/object.ts'
import { conditionCheck } from '../../src/kubectl/commands/waiting/condition.ts'
import { jsonPathCheck } from '../../src/kubectl/commands/waiting/json-path.ts'
import { complaint, discovery } from './run.ts'

// Compared with the real kubectl 1.36.3.

const pod: AnyObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', generation: 2 } as AnyObject['metadata'],
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Old', status: 'True', observedGeneration: 1 },
    ],
  },
}
const answers = { ...discovery, 'GET /api/v1/namespaces/default/pods/web': pod }
const wait = (condition: string) => complaint(['wait', `--for=${condition}`, 'pod/web', '--timeout=0'], { answers })

describe('conditions', () => {
  test.each([
    ['Ready', true],
    ['ready=TRUE', true],
    ['Ready=False', false],
    ['Old', false],
    ['Other', false],
  ])('%s', (text, met) => {
    expect(conditionCheck(text)(pod)).toBe(met)
  })
})

describe('fields', () => {
  test.each([
    ['{.status.phase}=Running', true],
    ['.status.phase=Running', true],
    ["{.status.phase}='Running'", true],
    ['{.status.phase}', true],
    ['{.status.reason}', false],
    ['{.metadata.generation}=2', true],
    ['{.status.conditions[?(@.type=="Ready")].status}=True', true],
  ])('%s', (text, met) => {
    expect(jsonPathCheck(text)(pod)).toBe(met)
  })

  test('what cannot be compared', () => {
    expect(() => jsonPathCheck('{.status}=x')(pod)).toThrow('jsonpath leads to a nested object or list which is not supported')
    expect(() => jsonPathCheck('{.status.conditions[*].type}')(pod)).toThrow('given jsonpath expression matches more than one value')
    expect(() => jsonPathCheck('')).toThrow('jsonpath expression cannot be empty')
    expect(() => jsonPathCheck('{.a}=')).toThrow('jsonpath wait has to have a value after equal sign')
    expect(() => jsonPathCheck('{.a}=1=2')).toThrow('jsonpath wait format must be')
  })
})

test('--timeout=0 looks once', async () => {
  expect(await wait('condition=Ready')).toBe('pod/web condition met\n? 0')
  expect(await wait('condition=Ready=false')).toBe('error: condition not met for pods/web\n? 1')
  expect(await wait('delete')).toBe('error: condition not met for pods/web\n? 1')
  expect(await wait('create')).toBe('pod/web condition met\n? 0')
})

test('what is not there', async () => {
  expect(await complaint('wait --for=delete pod/nope', { answers })).toBe('? 0')
  expect(await complaint('wait --for=condition=Ready', { answers })).toContain('error: You must provide one or more resources by argument or filename.')
})

test('what cannot be waited for', async () => {
  expect(await complaint('wait pod/web', { answers })).toBe('error: unrecognized condition: []\n? 1')
  expect(await wait('luck')).toBe('error: unrecognized condition: "luck"\n? 1')
})
