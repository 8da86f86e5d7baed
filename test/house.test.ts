/**
 * The house: who may import whom, who may touch Node, time and chance. Reads every import under src/ (type-only, dynamic,
 * re-exports and import types too), so that a shortcut across the hub and spokes breaks the build.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Each room, and which others it may import. Everybody may read the clock's and chance's types and draw on what it was handed. */
const rooms: Record<string, readonly string[]> = {
  'src/clock.ts': [],
  'src/random.ts': [],
  'src/api': [],
  'src/client': ['src/api'],
  'src/control-plane/control-plane.ts': ['src/api', 'src/client', 'src/control-plane', 'src/node/network'],
  'src/control-plane/programs.ts': ['src/api', 'src/client', 'src/control-plane', 'src/node/network'],
  'src/control-plane/etcd': [],
  'src/control-plane/api-server': ['src/api', 'src/control-plane/etcd'],
  'src/control-plane/controller-manager': ['src/api', 'src/client'],
  'src/control-plane/scheduler': ['src/api', 'src/client'],
  'src/node/node.ts': ['src/api', 'src/client', 'src/node'],
  'src/node/node-clock.ts': [],
  'src/node/kubelet': ['src/api', 'src/client', 'src/node/container-runtime', 'src/node/network'],
  'src/node/kube-proxy': ['src/api', 'src/client', 'src/node/network'],
  'src/node/container-runtime': ['src/api', 'src/node/network'],
  'src/node/network': ['src/api'],
  'src/addons': ['src/api', 'src/client', 'src/node/network'],
  'src/kubeadm': ['src/api', 'src/client'],
  'src/server': ['src/api'],
  'src/kubectl': ['src/api'],
  'src/shell': [],
  'src/tutor': ['src/api', 'src/kubectl', 'src/shell', 'src/faults'],
  'src/faults': ['src/api', 'src/node', 'src/control-plane/api-server'],
  'src/system-programs.ts': ['src/api', 'src/client', 'src/control-plane', 'src/node', 'src/addons', 'src/kubeadm'],
  'src/cluster.ts': ['src/system-programs.ts', 'src/api', 'src/client', 'src/control-plane', 'src/node', 'src/addons', 'src/kubeadm', 'src/faults'],
  'src/cli': ['src', 'package.json'],
  'src/ktutor.ts': ['src'],
}
const timeAndChance = ['src/clock.ts', 'src/random.ts']
/** What these do with files, processes, sockets and terminals is what they are for. */
const edges = ['src/cli', 'src/server', 'src/shell', 'src/ktutor.ts']

const isIn = (path: string, room: string) => path === room || path.startsWith(`${room}/`)
const roomOf = (path: string) =>
  Object.keys(rooms)
    .filter((room) => isIn(path, room))
    .sort((a, b) => b.length - a.length)[0]

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  )

interface Facts {
  readonly path: string
  readonly imports: string[]
  /** Names that the file gives to something of its own: a `process` that runs in a container is no process of Node. */
  readonly own: Set<string>
  /** Globals that only an edge, or clock.ts and random.ts, may touch. */
  readonly worldly: string[]
}

const timers = ['setTimeout', 'setInterval', 'setImmediate']
const worldlyMembers =
  /^(Date\.now|Math\.random|performance\.now|Buffer\.\w+|crypto\.\w+|process\.(env|argv|exit|exitCode|cwd|stdin|stdout|stderr|platform|nextTick|hrtime|on))$/

function visit(node: any, facts: Facts): void {
  if (Array.isArray(node)) for (const child of node) visit(child, facts)
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) facts.imports.push(node.source.value)
  if (node.type === 'CallExpression' && node.callee.type === 'Import') facts.imports.push(node.arguments[0]?.expression.value ?? '(computed)')
  if (node.type === 'TsImportType') facts.imports.push(node.argument.value)
  if (node.type === 'NewExpression' && node.callee.value === 'Date' && (node.arguments ?? []).length === 0) facts.worldly.push('new Date()')
  // Only where a name is bound has swc a place for its type.
  if (node.type === 'Identifier' && 'typeAnnotation' in node) facts.own.add(node.value)
  if (node.type === 'AssignmentPatternProperty') facts.own.add(node.key.value)
  if (/^Import.*Specifier$/.test(node.type)) facts.own.add(node.local.value)
  if (node.type === 'MemberExpression') {
    const name = `${node.object.value}.${node.property.value}`
    if (node.object.type === 'Identifier' && worldlyMembers.test(name)) facts.worldly.push(name)
  }
  if (node.type === 'CallExpression' && timers.includes(node.callee.value)) facts.worldly.push(node.callee.value)
  for (const key in node) if (key !== 'span') visit(node[key], facts)
}

function factsOf(path: string, text = readFileSync(join(root, path), 'utf8')): Facts {
  const facts: Facts = { path, imports: [], own: new Set(), worldly: [] }
  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }).body, facts)
  return { ...facts, worldly: facts.worldly.filter((name) => !facts.own.has(name.split('.')[0] as string)) }
}

const sources = filesBelow('src').filter((path) => path.endsWith('.ts') && !path.startsWith('src/api/generated'))
const house = sources.map((path) => factsOf(path))

const mayImport = (from: string, to: string) => {
  const room = roomOf(from) as string
  return isIn(to, room) || timeAndChance.includes(to) || (rooms[room] as readonly string[]).some((other) => isIn(to, other))
}

test('the reader of imports sees every form', () => {
  const text = `import './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; export { d } from './d.ts'; export type { E } from './e.ts'
    const f = () => import('./f.ts'); let g: import('./g.ts').G; const late = new Date(); if (Date.now() > Math.random()) setTimeout(() => process.exit(1))`
  const { imports, worldly } = factsOf('x.ts', text)
  expect(imports).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.ts'])
  expect(worldly).toEqual(['new Date()', 'Date.now', 'Math.random', 'setTimeout', 'process.exit'])
  expect(factsOf('y.ts', 'const f = (process: P) => process.env; const g = ({ crypto }) => crypto.x; Buffer.from([])').worldly).toEqual(['Buffer.from'])
})

test('every file stands in a room that the table names', () => {
  expect(sources.length).toBeGreaterThan(20)
  expect(sources.filter((path) => !roomOf(path))).toEqual([])
})

test('nobody imports across the hub and spokes', () => {
  const edgesOutside = house.flatMap(({ path, imports }) =>
    imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => normalize(join(dirname(path), specifier)))
      .filter((to) => !mayImport(path, to))
      .map((to) => `${path} → ${to}`),
  )
  expect(edgesOutside).toEqual([])
})

test('the cluster, kubectl and the lesson engine import nothing of Node, and touch no time and no chance of their own', () => {
  const isOfNode = (specifier: string) => specifier.startsWith('node:') || builtinModules.includes(specifier)
  const worldly = house
    .filter(({ path }) => !edges.some((edge) => isIn(path, edge)))
    .flatMap(({ path, imports, worldly }) => [
      ...imports.filter(isOfNode).map((specifier) => `${path} imports ${specifier}`),
      ...(timeAndChance.includes(path) ? [] : worldly.map((name) => `${path} uses ${name}`)),
    ])
  expect(worldly).toEqual([])
})

test('the edges, too, take time and chance from clock.ts and random.ts', () => {
  const own = house
    .filter(({ path }) => edges.some((edge) => isIn(path, edge)))
    .flatMap(({ path, worldly }) => worldly.filter((name) => /^(Date\.now|Math\.random|new Date)/.test(name)).map((name) => `${path} uses ${name}`))
  expect(own).toEqual([])
})
