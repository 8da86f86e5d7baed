#!/usr/bin/env node
const { existsSync } = require('node:fs')
const { join } = require('node:path')

const program = join(__dirname, '../dist/ktutor.js')
if (existsSync(program)) {
  // Node 22 and later remember compiled code between runs.
  require('node:module').enableCompileCache?.()
  require(program)
} else {
  process.stderr.write('ktutor is not built yet. Build it with: npm run build (or just: npm start)\n')
  process.exitCode = 1
}
