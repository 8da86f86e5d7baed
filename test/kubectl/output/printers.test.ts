import { describe, expect, test } from '@jest/globals'
import type { AnyObject } from '../../../src/api/object.ts'
import { CommandError } from '../../../src/kubectl/errors.ts'
import { FileError, type Files } from '../../../src/kubectl/files.ts'
import { printerFor } from '../../../src/kubectl/output/printer-for.ts'
import { sortObjects, sortTable } from '../../../src/kubectl/output/sort.ts'
import { type Table, TablePrinter } from '../../../src/kubectl/output/table.ts'

const file = (text: string): Files =>
  ({
    read: async (path: string) => {
      if (path !== 'known') throw new FileError('ENOENT', `open ${path}: no such file or directory`)
      return new TextEncoder().encode(text)
    },
  }) as unknown as Files

const row = (name: string, ready: string, node: string, labels: Record<string, string> = {}) => ({
  cells: [name, ready, node],
  object: { metadata: { name, namespace: 'default', labels } },
})
const table: Table = {
  apiVersion: 'meta.k8s.io/v1',
  kind: 'Table',
  columnDefinitions: [
    { name: 'Name', type: 'string', format: 'name', priority: 0 },
    { name: 'Ready', type: 'string', priority: 0 },
    { name: 'Node', type: 'string', priority: 1 },
  ],
  rows: [row('web-5d4f8c7b9-abcde', '1/1', 'worker-1', { app: 'web', tier: 'front' }), row('db', '0/1', 'worker-2')],
}
const show = (options: Partial<ConstructorParameters<typeof TablePrinter>[0]>, of: Table = table): string => {
  const printer = new TablePrinter({ now: 0, ...options })
  printer.print(of)
  return printer.flush()
}

describe('tables', () => {
  test('show the columns of priority 0, lined up, three spaces apart', () => {
    expect(show({})).toBe('NAME                  READY\nweb-5d4f8c7b9-abcde   1/1\ndb                    0/1\n')
  })
  test('wide, with namespace, kind and labels', () => {
    expect(show({ wide: true, withNamespace: true, withKind: 'pod', columnLabels: ['app'], showLabels: true })).toBe(
      [
        'NAMESPACE   NAME                      READY   NODE       APP   LABELS',
        'default     pod/web-5d4f8c7b9-abcde   1/1     worker-1   web   app=web,tier=front',
        'default     pod/db                    0/1     worker-2         <none>',
        '',
      ].join('\n'),
    )
  })
  test('without headers; without rows there is nothing', () => {
    expect(show({ noHeaders: true })).toBe('web-5d4f8c7b9-abcde   1/1\ndb                    0/1\n')
    expect(show({}, { ...table, rows: [] })).toBe('')
  })
  test('a watch keeps its widths and prints headers once', () => {
    const printer = new TablePrinter({ now: 0 })
    printer.print(table)
    const first = printer.flush()
    printer.print({ ...table, columnDefinitions: [], rows: [row('db', '1/1', '')] })
    expect(first + printer.flush()).toBe('NAME                  READY\nweb-5d4f8c7b9-abcde   1/1\ndb                    0/1\ndb                    1/1\n')
  })
  test('cells cannot break out of their line', () => {
    expect(show({}, { ...table, rows: [row('a\nb', '\u001b[31m', '')] })).toBe('NAME   READY\na...   ^[[31m\n')
  })
  test('objects without a Table have a name and an age', () => {
    const printer = new TablePrinter({ now: Date.UTC(2026, 0, 1, 0, 5) })
    printer.print({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', creationTimestamp: '2026-01-01T00:00:00Z' } } as AnyObject)
    expect(printer.flush()).toBe('NAME   AGE\na      5m\n')
  })
})

const object = (name: string, data: object = {}): AnyObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, managedFields: [{ manager: 'x' }] }, data }) as unknown as AnyObject
const print = async (format: string, options: object = {}, text = ''): Promise<string> => {
  const printer = await printerFor(format, { files: file(text), ...options })
  return printer.print(object('a', { z: '<1>', y: 2 })) + printer.flush()
}

describe('-o', () => {
  test('json and yaml leave managedFields out unless asked', async () => {
    expect(await print('json')).toBe(
      '{\n    "apiVersion": "v1",\n    "data": {\n        "y": 2,\n        "z": "\\u003c1\\u003e"\n    },\n    "kind": "ConfigMap",\n    "metadata": {\n        "name": "a"\n    }\n}\n',
    )
    expect(await print('yaml')).toBe('apiVersion: v1\ndata:\n  "y": 2\n  z: <1>\nkind: ConfigMap\nmetadata:\n  name: a\n')
    expect(await print('YAML', { showManagedFields: true })).toContain('  managedFields:\n  - manager: x\n')
  })
  test('kyaml', async () => {
    const printer = await printerFor('kyaml', { files: file('') })
    const data = { text: 'a\n  b\n', n: 'y', f: 1.5, list: ['a', {}], parts: [{ a: null }, []], none: [] }
    // Recorded: kubectl annotate --local -f - x- -o kyaml
    expect(printer.print(object('a', data))).toBe(
      '---\n{\n  apiVersion: "v1",\n  data: {\n    "f": 1.5,\n    list: [\n      "a",\n      {},\n    ],\n    "n": "y",\n    none: [],\n' +
        '    parts: [{\n      a: null,\n    }, []],\n    text: "\\\n       a\\n\\\n      \\  b\\n\\\n      ",\n  },\n  kind: "ConfigMap",\n  metadata: {\n    name: "a",\n  },\n}\n',
    )
  })
  test('name, and what was done', async () => {
    expect(await print('name')).toBe('configmap/a\n')
    expect(await print('', { operation: 'created' })).toBe('configmap/a created\n')
  })
  test('custom columns, from the line or a file', async () => {
    const options = { table: { now: 0 } }
    expect(await print('custom-columns=NAME:.metadata.name,DATA:.data,NONE:{.x}', options)).toBe(
      'NAME   DATA             NONE\na      map[y:2 z:<1>]   <none>\n',
    )
    expect(await print('custom-columns=A:.kind', { ...options, noHeaders: true })).toBe('ConfigMap\n')
    expect(await print('custom-columns-file=known', options, 'N K\nmetadata.name kind\n')).toBe('N     K\na     ConfigMap\n')
  })
  test('templates, from the line, --template or a file', async () => {
    expect(await print('jsonpath={.kind}')).toBe('ConfigMap')
    expect(await print('go-template', { template: '{{.kind}}' })).toBe('ConfigMap')
    expect(await print('', { template: '{{.kind}}' })).toBe('ConfigMap')
    expect(await print('go-template-file=known', {}, '{{.kind}}!')).toBe('ConfigMap!')
  })
  test.each([
    [
      'x',
      {},
      'unable to match a printer suitable for the output format "x", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml',
    ],
    [
      'x',
      { table: { now: 0 } },
      'unable to match a printer suitable for the output format "x", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml',
    ],
    ['jsonpath', {}, 'template format specified but no template given'],
    ['jsonpath-file=no', {}, 'error reading --template no, open no: no such file or directory'],
    ['custom-columns=', { table: { now: 0 } }, 'custom-columns format specified but no custom columns given'],
    ['custom-columns=a', { table: { now: 0 } }, 'unexpected custom-columns spec: a, expected <header>:<json-path-expr>'],
  ])('%s is refused', async (format, options, message) => {
    await expect(print(format, options)).rejects.toEqual(new CommandError(message))
  })
})

describe('--sort-by', () => {
  test('quantities by size, texts by letters; what lacks the field comes first', () => {
    const names = (objects: readonly AnyObject[]) => objects.map(({ metadata }) => metadata.name)
    expect(names(sortObjects([object('b', { m: '1Gi' }), object('a', { m: '512Mi' }), object('c')], '.data.m'))).toEqual(['c', 'a', 'b'])
    expect(sortTable(table, '{.metadata.name}').rows.map(({ cells }) => cells[0])).toEqual(['db', 'web-5d4f8c7b9-abcde'])
    expect(() => sortTable(table, '.nope')).toThrow(new CommandError('couldn\'t find any field with path "{.nope}" in the list of objects'))
  })
})
