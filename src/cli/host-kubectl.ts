/** `ktutor kubectl`: our kubectl with the files, the environment and the terminal of this machine, over HTTPS. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realSleep, wallClock } from '../clock.ts'
import type { KubectlIo } from '../kubectl/command.ts'
import { CommandError } from '../kubectl/errors.ts'
import { kubectl } from '../kubectl/kubectl.ts'
import { type Connect, ConnectionError } from '../kubectl/transport.ts'
import { freshSeed, Random } from '../random.ts'
import { type HttpsTransport, httpsTransport } from '../server/https-transport.ts'
import { underAny } from '../shell/joined-signal.ts'
import { hostFiles } from './kubectl-files.ts'
import { hostPorts } from './local-ports.ts'

/** Resolves to the exit code. */
export async function runHostKubectl(words: readonly string[]): Promise<number> {
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort())
  const { stdin, stdout, stderr, env } = process
  const random = new Random(freshSeed())
  const open: HttpsTransport[] = []
  const connect: Connect = (connection) => {
    const transport = httpsTransport(connection, (message) => new ConnectionError(message))
    open.push(transport)
    return transport
  }
  const exitCode = await kubectl(words, {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    stdin: readAll,
    terminal: { stdin: stdin.isTTY === true, stdout: stdout.isTTY === true, columns: stdout.columns || 80, rows: stdout.rows || 24 },
    ...(stdin.isTTY && { keyboard }),
    files: hostFiles(process.cwd()),
    // Times are shown in the zone of this machine.
    env: { TZ: Intl.DateTimeFormat().resolvedOptions().timeZone, ...env },
    connect,
    now: wallClock.now,
    sleep: (ms, until) => (until ? underAny([abort.signal, until], (either) => realSleep(ms, either)) : realSleep(ms, abort.signal)),
    waitFor: (promise) => promise,
    signal: abort.signal,
    edit,
    ...hostPorts,
    download,
    random: () => random.next(),
  })
  for (const transport of open) transport.close()
  return abort.signal.aborted ? 130 : exitCode
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function download(url: string): Promise<string> {
  const response = await fetch(url).catch((error: Error) => {
    throw new CommandError(`Get ${JSON.stringify(url)}: ${(error.cause as Error | undefined)?.message ?? error.message}`)
  })
  if (response.ok) return response.text()
  throw new CommandError(`unable to read URL ${JSON.stringify(url)}, server reported ${response.status} ${response.statusText}, status code=${response.status}`)
}

const keyboard: NonNullable<KubectlIo['keyboard']> = {
  onData(listener) {
    const { stdin } = process
    const tell = (data: Buffer) => listener(data.toString())
    stdin.setRawMode(true)
    stdin.on('data', tell)
    stdin.resume()
    return () => {
      stdin.off('data', tell)
      stdin.setRawMode(false)
      stdin.pause()
    }
  },
  resize(listener) {
    const tell = () => listener(process.stdout.columns, process.stdout.rows)
    process.stdout.on('resize', tell)
    return () => process.stdout.off('resize', tell)
  },
}

async function edit(text: string, fileName: string): Promise<string> {
  const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi'
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-edit-'))
  const file = join(folder, fileName)
  try {
    await writeFile(file, text)
    const exitCode = await new Promise<number>((resolve) => {
      const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' })
      child.on('error', () => resolve(127))
      child.on('exit', (code) => resolve(code ?? 1))
    })
    if (exitCode !== 0) throw new CommandError(`there was a problem with the editor ${JSON.stringify(editor)}`)
    return await readFile(file, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
