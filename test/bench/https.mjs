/** Bundles https-figures.ts and runs it: `npm run bench:https`. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const scratch = mkdtempSync(join(tmpdir(), 'ktutor-bench-'))
const outfile = join(scratch, 'https-figures.mjs')
const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env
// ws is CommonJS and asks for Node's modules by require.
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" }
try {
  const entry = fileURLToPath(new URL('https-figures.ts', import.meta.url))
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, banner })
  spawnSync(process.execPath, ['--expose-gc', outfile], { env, stdio: 'inherit' })
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
