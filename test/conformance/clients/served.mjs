/** A cluster that real clients reach: `ktutor serve` on a free port, with a folder of its own for the client's files. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ktutor = join(dirname(fileURLToPath(import.meta.url)), '../../../bin/ktutor.cjs')
const { NODE_EXTRA_CA_CERTS: _certificates, ...ownEnv } = process.env

/** Resolves when the server is ready. `run(program, …words)` runs a client in the folder; `stop()` ends everything. */
export async function served() {
  const folder = mkdtempSync(join(tmpdir(), 'ktutor-clients-'))
  const env = { ...ownEnv, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig'), HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder, HELM_DATA_HOME: folder }
  const server = spawn(process.execPath, [ktutor, 'serve', '--port', '0', '--kubeconfig', env.KUBECONFIG], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await new Promise((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (data) => {
      text += data
      const [, found] = /ready: (\S+)\n/.exec(text) ?? []
      if (found) resolve(found)
    })
    server.on('exit', (code) => reject(new Error(`ktutor serve ended with ${code}`)))
  })
  const run = (program, ...words) =>
    new Promise((resolve) => {
      execFile(program, words, { cwd: folder, env, timeout: 120_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    })
  return {
    address,
    folder,
    env,
    run,
    /** Standard output of what must succeed. */
    async must(program, ...words) {
      const { code, stdout, stderr } = await run(program, ...words)
      if (code !== 0) throw new Error(`${words.join(' ')}: exit ${code}\n${stderr}${stdout}`)
      return stdout
    },
    async stop() {
      const ended = new Promise((resolve) => server.on('exit', resolve))
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
