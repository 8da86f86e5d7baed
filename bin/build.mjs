/**
 * Builds dist/ from src/: CommonJS, because it starts faster than ESM, and in pieces, because a plain command should not
 * pay for parsing what it does not use. esbuild splits only ESM, so it runs twice: bundle and split as ESM (every
 * `await import()` becomes a file of its own, what two pieces share becomes a third), then turn each piece into
 * CommonJS. Nothing is checked here (tsc does that).
 *
 * dist/.stamp holds the hash of everything the build is made from; bin/ready.mjs compares it.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** The prose of `kubectl explain`: read when asked for, a file per first letter of a type. */
const descriptions = 'src/api/generated/descriptions'
const entries = ['src/ktutor.ts']

const filesBelow = (folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort()

/** The hash of all that goes into dist/. */
export function stampOfSources() {
  const hash = createHash('sha256')
  for (const file of ['package.json', 'package-lock.json', 'bin/build.mjs', 'bin/ktutor.cjs', 'bin/warm-up.cjs', ...filesBelow('src')])
    hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** JSON.parse of a string is several times faster to load than an object literal of the same size. */
const jsonAsText = {
  name: 'json-as-text',
  setup: (build) =>
    build.onLoad({ filter: /\.json$/ }, (args) => ({
      contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(JSON.parse(readFileSync(args.path, 'utf8'))))})`,
      loader: 'js',
    })),
}

/** just-bash's html-to-markdown brings a whole browser's DOM along; our shell does not offer that command. */
const withoutTurndown = {
  name: 'without-turndown',
  setup(build) {
    build.onResolve({ filter: /^turndown$/ }, () => ({ path: 'turndown', namespace: 'left-out' }))
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'export default class {}', loader: 'js' }))
  },
}

/** The same JSON without letters that would make V8 keep all of it with two bytes a character. */
const inAscii = (json) => json.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The table of kubectl's commands and flags is gathered from their code here, and shipped as values. */
const flagTableAsValues = (esbuild) => ({
  name: 'flag-table-as-values',
  setup: (build) =>
    build.onLoad({ filter: /[\\/]cli[\\/]course[\\/]shipped-table\.ts$/ }, async (args) => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [args.path],
        bundle: true,
        format: 'esm',
        platform: 'node',
        write: false,
        logLevel: 'warning',
      })
      const folder = mkdtempSync(join(tmpdir(), 'ktutor-build-'))
      try {
        writeFileSync(join(folder, 'table.mjs'), outputFiles[0].text)
        const { shippedTable } = await import(pathToFileURL(join(folder, 'table.mjs')).href)
        return { contents: `export const shippedTable = JSON.parse(${JSON.stringify(inAscii(JSON.stringify(shippedTable)))})`, loader: 'js' }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
})

async function bundle(esbuild) {
  const { outputFiles } = await esbuild.build({
    entryPoints: entries.map((entry) => join(root, entry)),
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Not the identifiers: a crash must name what crashed.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    // V8 keeps a text that is all ASCII with a byte a character, and bin/ktutor.cjs need not decode it.
    charset: 'ascii',
    chunkNames: '[name]-[hash]',
    define: { 'import.meta.url': '__moduleUrl' },
    plugins: [jsonAsText, withoutTurndown, flagTableAsValues(esbuild)],
    write: false,
    logLevel: 'warning',
  })
  return outputFiles.map((file) => ({ name: basename(file.path), text: file.text }))
}

async function toCommonJs(esbuild, text) {
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    charset: 'ascii',
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'error',
  })
  return code.includes('__moduleUrl') ? `const __moduleUrl=require("node:url").pathToFileURL(__filename).href;${code}` : code
}

/** Each file is replaced in one step, and the stamp comes last: a build that was cut off is a stale one. */
function writeAll(files, stamp) {
  mkdirSync(dist, { recursive: true })
  rmSync(join(dist, '.stamp'), { force: true })
  rmSync(join(dist, 'code-cache'), { recursive: true, force: true })
  const put = (name, text) => {
    const temporary = join(dist, `.${basename(name)}.${process.pid}`)
    writeFileSync(temporary, text)
    renameSync(temporary, join(dist, name))
  }
  // The package is `type: module`; what is built is not.
  mkdirSync(join(dist, 'descriptions'), { recursive: true })
  for (const file of filesBelow(descriptions)) put(`descriptions/${basename(file)}`, readFileSync(join(root, file)))
  put('package.json', '{"type":"commonjs"}\n')
  for (const { name, code } of files) put(name, code)
  const wanted = new Set(['package.json', 'descriptions', ...files.map((file) => file.name)])
  for (const name of readdirSync(dist)) if (!name.startsWith('.') && !wanted.has(name)) rmSync(join(dist, name), { recursive: true })
  warmUp()
  put('.stamp', stamp)
}

/** What everybody waits for: the first prompt, and the answers to a question. */
const warmUps = [[], ['explain', 'kubectl get pods -n shop | grep web'], ['flags', 'get']]

/** Makes starting faster and nothing else: what goes wrong here will be seen where it matters. */
function warmUp() {
  const { NODE_OPTIONS: _options, ...env } = process.env
  for (const words of warmUps) {
    const { status } = spawnSync(process.execPath, [join(root, 'bin/warm-up.cjs'), ...words], { cwd: root, env, stdio: 'ignore', timeout: 60_000 })
    if (status === 0) continue
    rmSync(join(dist, 'code-cache'), { recursive: true, force: true })
    return
  }
}

export async function build() {
  const stamp = stampOfSources()
  const esbuild = await import('esbuild')
  const pieces = await bundle(esbuild)
  const files = await Promise.all(pieces.map(async ({ name, text }) => ({ name, code: await toCommonJs(esbuild, text) })))
  writeAll(files, stamp)
  return files
}

export const isBuilt = () => {
  try {
    return readFileSync(join(dist, '.stamp'), 'utf8') === stampOfSources()
  } catch {
    return false
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = await build()
  const size = files.reduce((sum, file) => sum + file.code.length, 0)
  console.log(`dist: ${files.length} files, ${Math.round(size / 1024)} KB`)
}
