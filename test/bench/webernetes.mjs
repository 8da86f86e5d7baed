/**
 * Another simulator to compare with, the npm package @ngrok/webernetes: fetched once, kept in the user's cache and bundled
 * there, because its plain import fails. Nothing of it enters the project.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const version = '0.3.5'
const figure = fileURLToPath(new URL('webernetes-figure.mjs', import.meta.url))

/** Bundles its figure into `outfile`. @returns false if the package is not in the cache and cannot be fetched */
export async function bundleWebernetes(outfile) {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ktutor', `webernetes-${version}`)
  if (!existsSync(cache) && !fetchInto(cache)) return false
  const entry = join(dirname(outfile), 'webernetes-figure.mjs')
  copyFileSync(figure, entry)
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile, nodePaths: [join(cache, 'node_modules')], logLevel: 'error' })
  return true
}

function fetchInto(cache) {
  mkdirSync(dirname(cache), { recursive: true })
  const work = mkdtempSync(`${cache}-`)
  try {
    writeFileSync(join(work, 'package.json'), '{ "private": true }')
    const args = ['install', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', `@ngrok/webernetes@${version}`]
    execFileSync('npm', args, { cwd: work, stdio: 'ignore', timeout: 120_000 })
    renameSync(work, cache)
    return true
  } catch {
    return false
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
