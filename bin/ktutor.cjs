#!/usr/bin/env node
/**
 * Starts dist/. Most of what a start costs is compiling, so the build keeps what V8 made of each file
 * (dist/code-cache/<Node's version>, by bin/warm-up.cjs); V8 itself refuses it where it does not fit, and compiles anew.
 */
const { isAscii } = require('node:buffer')
const { existsSync, readFileSync } = require('node:fs')
const { createRequire, enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { Script } = require('node:vm')

const dist = join(__dirname, '../dist')
const program = join(dist, 'ktutor.js')
const codeCache = join(dist, 'code-cache', `${process.version}-${process.platform}-${process.arch}`)
const requireInDist = createRequire(program)
const modules = new Map()

/** `require` for the files of dist/, which are all in one folder. */
function load(name) {
  if (!name.startsWith('./')) return requireInDist(name)
  const known = modules.get(name)
  if (known) return known.exports
  const module = { exports: {} }
  modules.set(name, module)
  const filename = join(dist, name)
  const head = '(function(exports,require,module,__filename,__dirname){'
  const script = new Script(`${head}${textOf(filename)}\n})`, { filename, columnOffset: -head.length, cachedData: cached(name) })
  script.runInThisContext()(module.exports, load, module, filename, dist)
  return module.exports
}

function textOf(filename) {
  const bytes = readFileSync(filename)
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}

function cached(name) {
  try {
    return readFileSync(join(codeCache, name))
  } catch {
    return undefined
  }
}

if (existsSync(codeCache)) load('./ktutor.js')
else if (existsSync(program)) {
  // Node 22 and later remember compiled code between runs.
  enableCompileCache?.()
  require(program)
} else {
  process.stderr.write('ktutor is not built yet. Build it with: npm run build (or just: npm start)\n')
  process.exitCode = 1
}
